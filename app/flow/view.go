package flow

import "campuskiosk/app/booth"

// Left is what is left of the student's standardisations, for the button
// "make the photo (n left today)" of rule P4 and the cool-down's end.
func Left(s booth.Session, now booth.Now, p booth.Policy) Quota {
	return RuleS2DailyLimit(s.Standing.Uses, p.DailyLimit, p.CoolDown, RuleClockQuota(now), now.Trust)
}

// ResultPage is the page of rule V7 for the session's student: how the last
// submission stands, with the comparison that counts.
func ResultPage(s booth.Session) []Line {
	var verdict *booth.Comparison
	if current, ok := s.Standing.Current(); ok {
		if c, ok := RuleV9Effective(s.Standing.Comparisons, current.Photo); ok {
			verdict = &c
		}
	}
	return RuleV7ResultPage(s.Task, s.Student, RuleW7Shown(s.Student.Person.ID), verdict, s.Standing.Status())
}
