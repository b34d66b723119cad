package store

import (
	"campuskiosk/app/store/internal/failpoint"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/sealed"
)

// An op is a kind of transaction. Each has two failpoints: "op.commit" when
// all is written but nothing committed, "op.committed" when it is durable but
// nobody was told.
type op string

// The kinds of transaction.
const (
	opApply         op = "apply"
	opTask          op = "task"
	opSetting       op = "setting"
	opClock         op = "clock"
	opCorrect       op = "correct"
	opStudents      op = "students"
	opImportBatch   op = "import_batch"
	opImportCommit  op = "import_commit"
	opImportCleanup op = "import_cleanup"
	opReference     op = "reference"
	opService       op = "service" // what the service or another kiosk told
	opErase         op = "erase"
	opRotateBegin   op = "rotate_begin"
	opRotateIndex   op = "rotate_index"
	opRotateSwitch  op = "rotate_switch"
	opRotatePhotos  op = "rotate_photos"
	opMigrate       op = "migrate"
	opAudit         op = "audit"
)

func ops() []op {
	return []op{
		opApply, opTask, opSetting, opClock, opCorrect, opStudents, opImportBatch, opImportCommit, opImportCleanup,
		opReference, opService, opErase, opRotateBegin, opRotateIndex, opRotateSwitch,
		opRotatePhotos, opMigrate, opAudit,
	}
}

func (o op) commit() failpoint.Name    { return failpoint.Name(o + ".commit") }
func (o op) committed() failpoint.Name { return failpoint.Name(o + ".committed") }

// Failpoints outside of transactions.
const (
	AtCreated       failpoint.Name = "create.written"
	AtCreateRenamed failpoint.Name = "create.renamed"
)

// Failpoints are the names of all failpoints of the store.
func Failpoints() []string {
	names := []string{
		string(AtCreated), string(AtCreateRenamed),
		string(keyring.AtEpochWritten), string(keyring.AtEpochRenamed), string(keyring.AtEpochDestroyed),
		string(sealed.AtWritten), string(sealed.AtSynced), string(sealed.AtRenamed), string(sealed.AtRemoved),
	}
	for _, o := range ops() {
		names = append(names, string(o.commit()), string(o.committed()))
	}
	return names
}

func at(n failpoint.Name) { failpoint.At(n) }
