package booth

// State is where a session is. The names are persisted: they never change.
type State string

// The states of a session.
const (
	StateIdle        State = "idle"         // nobody
	StateTask        State = "task"         // choosing the task
	StateWho         State = "who"          // link, ticket, look-up, manual entry
	StateNotFound    State = "not_found"    // four cases with their cure
	StateConfirmWho  State = "confirm_who"  // is it this student?
	StateProgress    State = "progress"     // has submitted before: how it stands
	StateReference   State = "reference"    // is this photo there, is it me?
	StateConsent     State = "consent"      // to the processing of face data
	StateNotices     State = "notices"      // notice and instructions
	StatePayment     State = "payment"      // waiting for the phone to pay
	StateShooting    State = "shooting"     // the live picture
	StateReviewing   State = "reviewing"    // the shot and its ten checks
	StateConfirmMake State = "confirm_make" // make the standard photo of it?
	StateMaking      State = "making"       // the machine works
	StateConfirming  State = "confirming"   // original and standard photo side by side
	StateComparing   State = "comparing"    // the machine works
	StateCompared    State = "compared"     // the local comparison, advice
	StateSubmitting  State = "submitting"   // sealing
	StateReceipt     State = "receipt"      // handed in
	StateStopped     State = "stopped"      // by the service's comparison: again
	StateEnded       State = "ended"        // for ever
)

// States are all states in the order of a session's life.
func States() []State {
	return []State{
		StateIdle, StateTask, StateWho, StateNotFound, StateConfirmWho, StateProgress, StateReference,
		StateConsent, StateNotices, StatePayment, StateShooting, StateReviewing, StateConfirmMake,
		StateMaking, StateConfirming, StateComparing, StateCompared, StateSubmitting, StateReceipt,
		StateStopped, StateEnded,
	}
}

// Outcome is how a session ended.
type Outcome string

// The outcomes. None harms the student: what is not OutcomeSubmitted can be
// begun again.
const (
	OutcomeNone      Outcome = ""
	OutcomeSubmitted Outcome = "submitted"
	OutcomeCancelled Outcome = "cancelled"
	OutcomeTimedOut  Outcome = "timed_out"
	OutcomeNoConsent Outcome = "no_consent"
	// OutcomeRegistry: the student was sent to the registry office.
	OutcomeRegistry Outcome = "registry"
	// OutcomeStopped: the service's comparison failed and the student went away
	// to come again.
	OutcomeStopped Outcome = "stopped"
	// OutcomeLooked: the student only wanted to see how it stands.
	OutcomeLooked Outcome = "looked"
)
