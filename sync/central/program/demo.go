package program

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/roster"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"

	"github.com/spf13/cobra"
)

// The demonstration's ids.
const (
	DemoSchool     booth.SchoolID = "demo"
	DemoCollection booth.TaskID   = "demo-collection"
	DemoRecheck    booth.TaskID   = "demo-recheck"
	demoLogin                     = "demo"
	demoPIN                       = "246810"
	demoStudents                  = 60
)

func demoCommand(p *Place) *cobra.Command {
	var s Serving
	var enrol, login string
	var only bool
	c := &cobra.Command{
		Use:   "demo",
		Short: cli.Say("运行服务，带一所示范学校、任务、名单、工作人员和一个账号", "run the service with a demonstration school: tasks, roster, a helper, an account"),
		Long: cli.Say("没有示范学校时建立它。示范设备还没有登记时，登记码写入 --enrol-file。\n名单中的学生都是虚构的；工作人员的PIN是 "+demoPIN+"。",
			"Makes the school where there is none. While the demonstration's kiosk is not enrolled, a code for it is\nwritten to --enrol-file. All students are invented; the helper's PIN is "+demoPIN+"."),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			p.Log = slog.New(slog.NewTextHandler(c.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelWarn}))
			p.Register = service.RegisterDouble{}
			if enrol == "" {
				enrol = filepath.Join(p.Dir, "demo.enrol")
			}
			if login == "" {
				login = filepath.Join(p.Dir, "demo.login")
			}
			prepare := func(ctx context.Context, o *Opened, address string) error {
				if err := Demo(ctx, o.Service, func(password string) error { return secretTo(c, login, demoLogin+"\n"+password) }); err != nil {
					return err
				}
				link, err := DemoKiosk(ctx, o.Service)
				if err != nil {
					return err
				}
				if link != "" {
					if err := secretTo(c, enrol, link); err != nil {
						return err
					}
				}
				c.Println(cli.Say("示范服务：http://"+address+"/registry/ ，用户名和密码在 "+login, "Demonstration: http://"+address+"/registry/ , user name and password are in "+login))
				return nil
			}
			if only {
				p.Address = s.address(p)
				return p.with(c.Context(), func(ctx context.Context, o *Opened) error { return prepare(ctx, o, s.Listen) })
			}
			return s.Run(c.Context(), p, prepare)
		},
	}
	s.flags(c, p)
	f := c.Flags()
	f.StringVar(&enrol, "enrol-file", "", cli.Say("登记码写入的文件", "file for the code to enrol the kiosk"))
	f.StringVar(&login, "login-file", "", cli.Say("用户名和密码写入的文件", "file for user name and password"))
	f.BoolVar(&only, "only-data", false, cli.Say("只建立数据，不运行服务", "make the data and don't serve"))
	return c
}

func (s *Serving) address(p *Place) string {
	if p.Address != "" {
		return p.Address
	}
	return "http://" + s.Listen
}

// Demo makes the demonstration's school where there is none. tell is given the
// password of its account, which is made at random.
func Demo(ctx context.Context, s *service.Service, tell func(password string) error) error {
	schools, err := s.Schools(ctx, service.Console())
	if err != nil {
		return err
	}
	for _, school := range schools {
		if school.ID == DemoSchool {
			return nil
		}
	}
	school := booth.School{ID: DemoSchool, Code: "10000", Name: "示范大学", Province: "北京市", City: "北京市"}
	a := service.Console()
	if err := s.PutSchool(ctx, a, school); err != nil {
		return err
	}
	for _, t := range demoTasks(school) {
		if err := errors.Join(s.PutTask(ctx, a, t), demoRoster(ctx, s, t)); err != nil {
			return err
		}
	}
	if _, err := s.PutHelper(ctx, a, service.NewHelper{School: DemoSchool, Label: "示范工作人员", PIN: demoPIN, Technician: true}); err != nil {
		return err
	}
	password := strings.ToLower(rand.Text())[:16]
	_, err = s.AddClerk(ctx, a, service.NewClerk{Login: demoLogin, Name: "示范管理员", Password: password, Role: store.RoleAdmin})
	if errors.Is(err, service.ErrTaken) { // a run that was interrupted
		err = nil
	}
	return errors.Join(err, tell(password))
}

// demoTasks are a collection and a re-check. The re-check has no reference
// photos: who is on its list is told that the photo is missing (rule B3).
func demoTasks(school booth.School) []booth.Task {
	support := booth.Support{
		Phone: "010-00000000", Hours: booth.Text{ZH: "工作日9:00–17:00", EN: "Weekdays 9:00–17:00"},
		Office: booth.Text{ZH: "行政楼101", EN: "Administration building, room 101"},
	}
	grade := fmt.Sprint(time.Now().In(booth.Shanghai).Year())
	collection := booth.Task{ID: DemoCollection, School: school, Name: "示范图像采集", Grades: []string{grade}, Policy: booth.DefaultPolicy(booth.Collection)}
	collection.Policy.Support, collection.Policy.ManualEntry = support, true
	collection.Policy.Association = []booth.Association{booth.ByIDNumber, booth.ByStudentNumber}
	recheck := booth.Task{ID: DemoRecheck, School: school, Name: "示范入学复查", Grades: []string{grade}, Policy: booth.DefaultPolicy(booth.Recheck)}
	recheck.Policy.Support = support
	return []booth.Task{collection, recheck}
}

// demoRoster puts invented students on a task's roster.
func demoRoster(ctx context.Context, s *service.Service, task booth.Task) error {
	b := s.Book(service.Console())
	base, err := b.Info(ctx, task.ID)
	if err != nil || base.Students > 0 {
		return err
	}
	return b.Replace(ctx, task.ID, base, roster.Change{Added: demoStudents}, func(w roster.Writer) error {
		for n := range demoStudents {
			e, err := demoStudent(b, task, n)
			if err != nil {
				return err
			}
			if err := w.Put(e); err != nil {
				return err
			}
		}
		return nil
	})
}

var (
	demoFamilies = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "欧阳", "司马"}
	demoGivens   = []string{"小明", "晓雨", "子涵", "思远", "佳怡", "浩然", "雨桐", "志强", "梦洁", "一凡", "文博", "静怡", "天宇"}
)

// demoStudent is the n-th invented student. The region code 110000 belongs to
// no one born today, the sequence numbers of a day are those that are given
// last.
func demoStudent(b *service.Book, task booth.Task, n int) (roster.Entry, error) {
	born := time.Date(2007, 9, 1, 0, 0, 0, 0, booth.Shanghai).AddDate(0, 0, 5*n)
	id, err := validID(fmt.Sprintf("110000%s%03d", born.Format("20060102"), 990+n%10))
	if err != nil {
		return roster.Entry{}, err
	}
	key, err := b.KeyOf(id)
	if err != nil {
		return roster.Entry{}, err
	}
	grade := task.Grades[0]
	return roster.Entry{
		Student: booth.Student{
			Key: key, Task: task.ID, Origin: booth.Mainland, Category: booth.Undergraduate, Grade: grade,
			Person: booth.Person{
				Name: booth.NewPersonName(demoFamilies[n%len(demoFamilies)] + demoGivens[n%len(demoGivens)]), ID: id,
				Number: booth.NewStudentNumber(fmt.Sprintf("%s%06d", grade, n+1)),
			},
		},
		Place: roster.Place{College: "示范学院", Major: "示范专业", Class: fmt.Sprintf("%d班", 1+n%3)},
	}, nil
}

// validID adds the check character.
func validID(seventeen string) (booth.IDNumber, error) {
	var err error
	for _, c := range "0123456789X" {
		var id booth.IDNumber
		if id, err = booth.ParseID(booth.ResidentID, seventeen+string(c), time.Now()); err == nil {
			return id, nil
		}
	}
	return booth.IDNumber{}, err
}

// DemoKiosk gives a link to enrol the demonstration's kiosk; "" when it is
// enrolled.
func DemoKiosk(ctx context.Context, s *service.Service) (string, error) {
	a := service.Console()
	all, err := s.Kiosks(ctx, a, DemoSchool)
	if err != nil {
		return "", err
	}
	for _, k := range all {
		switch k.State {
		case store.KioskActive:
			return "", nil
		case store.KioskInvited:
			code, err := s.EnrolCode(ctx, a, k.ID)
			return code.Link(), err
		}
	}
	_, code, err := s.AddKiosk(ctx, a, service.NewKiosk{
		School: DemoSchool, Name: "示范设备", Place: booth.Text{ZH: "图书馆一楼大厅", EN: "Library, ground floor"},
		Tasks: []booth.TaskID{DemoCollection, DemoRecheck},
	})
	return code.Link(), err
}
