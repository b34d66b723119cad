// Package flow is a session at the kiosk as a pure state machine: Next takes a
// session, an event, the present and the task's policy, and gives the session
// that becomes of it and the effects that have to be done. Whoever calls Next
// stores the session and the stored effects in one transaction, then does the
// rest. Nothing here reads a clock, a file or a network.
//
// The machine is data: the table transitions. Next works by it, and STATES.md
// is drawn from it.
//
// # Rules
//
// Every rule of a collection is one place: a function on plain values, which
// the central service calls too. TestRules has a sub-test for each;
// TestEachRuleMatters switches each off and sees its test fail, and "make
// mutate" does the same to the source text of each function.
//
//	rule     functions                                            test
//	W1       RuleW1Task                                           TestRules/W1
//	W2       RuleW2Window RuleW2SameTask RuleW2Listed             TestRules/W2
//	W3       RuleW3MineFirst                                      TestRules/W3
//	W4       RuleW4Association RuleW4Manual RuleW4Cures           TestRules/W4
//	W5       RuleW5Kind booth.ParseID booth.Typing                TestRules/W5
//	W6       RuleW6Same RuleW6Unbind                              TestRules/W6
//	W7       RuleW7Shown                                          TestRules/W7
//	W8       RuleW8Card                                           TestRules/W8
//	B1       RuleB1Read RuleB1Notices                             TestRules/B1
//	B2       RuleB2Payment                                        TestRules/B2
//	B3       RuleB3Answer RuleB3Confirmed                         TestRules/B3
//	B4       RuleB4Camera                                         TestRules/B4
//	P1       open: the head frame belongs to the window           TestRules/P1
//	P2       RuleP2Checklist                                      TestRules/P2
//	P3       RuleP3MayRetake                                      TestRules/P3
//	P4       RuleP4Complete                                       TestRules/P4
//	P5       RuleP5Blocking                                       TestRules/P5
//	P6       RuleP6Live                                           TestRules/P6
//	P7       RuleP7Source                                         TestRules/P7
//	S1       RuleS1Meets                                          TestRules/S1
//	S2       RuleS2DailyLimit                                     TestRules/S2
//	S3       RuleS3Made RuleS3Accepted                            TestRules/S3
//	S4       RuleS4Discardable RuleS4MayDelete                    TestRules/S4
//	V1       RuleV1Submissions                                    TestRules/V1
//	V2       RuleV2Replacement                                    TestRules/V2
//	V3       RuleV3Fails RuleV3FailedPhotos RuleV3Case RuleV3Local TestRules/V3
//	V4       RuleV4IdentityAsked                                  TestRules/V4
//	V5       RuleV5Cure                                           TestRules/V5
//	V6       RuleV6Step                                           TestRules/V6
//	V7       RuleV7ResultPage                                     TestRules/V7
//	V8       RuleV8Acting RuleV8Bound                             TestRules/V8
//	V9       RuleV9Decides RuleV9Effective RuleV9Override         TestRules/V9
//	consent  RuleConsentGiven                                     TestRules/consent
//	support  RuleSupportFor                                       TestRules/support
//	day      booth.DayOf                                          TestRules/day
//	key      RuleKeySame booth.KeyFor                             TestRules/key
//	lease    RuleLeaseOpen                                        TestRules/lease
//	clock    RuleClockQuota                                       TestRules/clock
//
// What of a rule can't be shown without a window, a camera, the photo pipeline
// or the service is named in the tests as open, with the reason.
//
// # What the documents leave open
//
// A submission that the service's comparison stops never reaches a reviewer:
// it counts as a failed photo (V3), not as a submission (V1). One replacement
// (V2) belongs to each submission that waits for review; a resubmission has
// its own. A standardisation counts when it succeeded, by the day on which it
// was finished.
package flow

//go:generate go test -run TestStates -update
