package booth

// School is a school with at least one task.
type School struct {
	ID SchoolID `json:"id"`
	// Code is the five-digit code of the ministry's list, by which students
	// search too.
	Code     string `json:"code"`
	Name     string `json:"name"`
	Province string `json:"province"`
	City     string `json:"city"`
}

// CategoryID names a category of students; the built-in ones are constants, a
// school may have others.
type CategoryID string

// Usual categories (学历类别).
const (
	Undergraduate CategoryID = "undergraduate" // 普通本专科
	Postgraduate  CategoryID = "postgraduate"  // 研究生
	Adult         CategoryID = "adult"         // 成人教育
)

// Category is a category of students as people read it.
type Category struct {
	ID   CategoryID `json:"id"`
	Name Text       `json:"name"`
}

// UsualCategories are the built-in categories.
func UsualCategories() []Category {
	return []Category{
		{Undergraduate, Text{"普通本专科", "Undergraduate"}},
		{Postgraduate, Text{"研究生", "Postgraduate"}},
		{Adult, Text{"成人教育", "Adult education"}},
	}
}
