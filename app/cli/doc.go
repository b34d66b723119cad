// Package cli is what the command lines share: exit codes, how an error or JSON is
// told on a terminal, and the terminal's language. It knows no command-line
// library, so that both programs and their tests can use it.
//
// A command returns an error from its RunE and never calls os.Exit. The main
// function ends with
//
//	os.Exit(cli.Finish(os.Stderr, root.ExecuteContext(ctx)))
//
// which tells the error, if there is something to tell, and gives the code:
//
//	0  Good      it was done, and every check passed
//	1  Refused   it was done, and the answer is no: a check failed, a file
//	             was refused, a digest differs
//	2  Failed    it could not be done: wrong usage, unreadable file, no model,
//	             no network, a full disk
//
// Any error is 2 unless it was made with Refuse (or wraps an *Exit). So a
// failed check is
//
//	return cli.Refuse(nil)            // the answer is already printed
//	return cli.Refuse(ErrNoFace)      // tells the sentence, exits with 1
//
// and of several files the worst is kept with
//
//	worst = cli.Worse(worst, err)
package cli
