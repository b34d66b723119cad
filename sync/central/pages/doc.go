// Package pages is the registry office's pages of the central service: plain
// HTML that the server renders, in Chinese and English, with one style sheet and
// a few lines of script for the review's keys. Everything works without the
// script.
//
// # Who may do what
//
// A clerk of the store logs in with a password (package password) and has one of
// three roles: clerks see to rosters, manual entries, students' bindings,
// helpers and deliveries; reviewers to the review queue; admins to all of it and
// to schools, tasks, kiosks and the people who may log in. Someone who is bound
// to a school finds nothing of another: it answers as if it were not there.
//
// # What protects them
//
// The session's token is 256 random bits in a cookie that scripts can't read and
// other sites can't send; the store keeps its hash. It ends after an idle hour
// and after twelve in any case. Every form carries a token that is bound to the
// session, and requests from other sites are refused before that by the
// browser's own word (net/http.CrossOriginProtection). Failed passwords are
// counted for the login and for the address they come from. The
// Content-Security-Policy allows nothing but our own style, script and pictures.
package pages
