package booth

// Task is one collection of one school: "2026 新生入学资格复查".
type Task struct {
	ID     TaskID `json:"id"`
	School School `json:"school"`
	// Name as the school wrote it in its notice.
	Name string `json:"name"`
	// Categories and Grades that the task is for; empty means all.
	Categories []Category `json:"categories,omitempty"`
	Grades     []string   `json:"grades,omitempty"`
	Policy     Policy     `json:"policy"`
}

// CategoryName is the name of a category as this task has it, or of the
// built-in one; the id itself where neither knows it.
func (t Task) CategoryName(id CategoryID) Text {
	for _, list := range [][]Category{t.Categories, UsualCategories()} {
		for _, c := range list {
			if c.ID == id {
				return c.Name
			}
		}
	}
	return Text{string(id), string(id)}
}

// TaskProgress is a task that a student is associated with and how far it is
// (rule W3).
type TaskProgress struct {
	Task   TaskID `json:"task"`
	Status Status `json:"status"`
}
