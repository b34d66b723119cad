create table schools (
	id text primary key,
	body text not null
);

create table tasks (
	id text primary key,
	school text not null references schools (id),
	body text not null,
	created bigint not null,
	roster_changed bigint not null default 0,
	roster_revision bigint not null default 0
);

-- layer 0 is the registry's list, layer 1 what was entered by hand.
-- gen tells what an import has written from what it replaces.
create table roster (
	task text not null,
	student text not null,
	layer bigint not null,
	gen bigint not null,
	manual text not null,
	number text not null,
	id_number text not null,
	name text not null,
	reference text not null,
	body text not null,
	primary key (task, student, layer)
);
create index roster_number on roster (task, number);
create index roster_id_number on roster (task, id_number);
create index roster_student on roster (student);
create index roster_reference on roster (reference) where reference <> '';
create index roster_manual on roster (task, manual) where manual <> '';

create table kiosks (
	id text primary key,
	school text not null references schools (id),
	name text not null,
	place text not null,
	key bytea,
	state text not null,
	created bigint not null,
	enrolled bigint not null default 0,
	revoked bigint not null default 0,
	seen bigint not null default 0,
	epoch bigint not null default 1,
	seq bigint not null default 0,
	health text not null default '',
	body text not null default ''
);

create table kiosk_tasks (
	kiosk text not null references kiosks (id),
	task text not null references tasks (id),
	primary key (kiosk, task)
);
create index kiosk_tasks_task on kiosk_tasks (task);

-- code is a hash: who reads the table can't enrol with it.
create table enrolments (
	code bytea primary key,
	kiosk text not null references kiosks (id),
	created bigint not null,
	expires bigint not null
);

create table nonces (
	kiosk text not null,
	nonce text not null,
	expires bigint not null,
	primary key (kiosk, nonce)
);
create index nonces_expires on nonces (expires);

create table helpers (
	id text primary key,
	school text not null references schools (id),
	removed boolean not null default false,
	body text not null
);
create index helpers_school on helpers (school);

create table changes (
	scope text not null,
	kind text not null,
	key text not null,
	seq bigint not null,
	removed boolean not null,
	body text not null,
	primary key (scope, kind, key)
);
create index changes_seq on changes (scope, seq);
create index changes_all on changes (seq);

create table photos (
	sha256 text primary key,
	size bigint not null,
	created bigint not null
);

create table uploads (
	id text primary key,
	packet text not null,
	kiosk text not null references kiosks (id),
	sha256 text not null,
	size bigint not null,
	received bigint not null default 0,
	done boolean not null default false,
	created bigint not null,
	expires bigint not null,
	unique (kiosk, packet, sha256)
);
create index uploads_expires on uploads (expires);
create index uploads_unopened on uploads (created) where received = size and done = false;

-- A packet is the concatenation of its upload's parts, each a blob; they stay
-- for as long as the packet does.
create table parts (
	upload text not null,
	start bigint not null,
	size bigint not null,
	blob text not null,
	primary key (upload, start)
);

-- Of an id each kiosk has its own: nobody can take another's.
create table packets (
	id text not null,
	kiosk text not null,
	upload text not null,
	sha256 text not null,
	size bigint not null,
	manifest text not null default '',
	received bigint not null,
	outcome text not null,
	rule text not null default '',
	code text not null default '',
	receipt text not null default '',
	primary key (id, kiosk)
);
create index packets_outcome on packets (outcome, received);

create table submissions (
	id text primary key,
	task text not null,
	student text not null,
	kiosk text not null,
	status text not null,
	held boolean not null,
	taken bigint not null,
	received bigint not null,
	body text not null,
	details text not null default ''
);
create index submissions_student on submissions (student, task);
create index submissions_task on submissions (task, status, received);
create index submissions_queue on submissions (status, received, id);

create table uses (
	student text not null,
	day text not null,
	kiosk text not null,
	count bigint not null,
	last bigint not null,
	primary key (student, day, kiosk)
);

create table comparisons (
	student text not null,
	task text not null,
	photo text not null,
	judge text not null,
	made bigint not null,
	body text not null,
	primary key (student, task, photo, judge, made)
);

create table standings (
	task text not null,
	student text not null,
	payment text not null default '',
	bound text not null default '',
	case_opened bigint not null default 0,
	case_resolved bigint not null default 0,
	primary key (task, student)
);
create index standings_case on standings (case_opened) where case_opened > 0;

create table clerks (
	id text primary key,
	login text not null unique,
	name text not null,
	password text not null,
	role text not null,
	school text not null default '',
	disabled boolean not null default false,
	failures bigint not null default 0,
	locked_until bigint not null default 0,
	created bigint not null
);

-- token is a hash: who reads the table can't act as the clerk.
create table logins (
	token bytea primary key,
	clerk text not null references clerks (id),
	created bigint not null,
	seen bigint not null,
	expires bigint not null
);
create index logins_clerk on logins (clerk);

create table trail (
	seq bigint primary key,
	hash text not null,
	line bytea not null
);
