package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"campuskiosk/app/booth"
	"campuskiosk/capture/models"
	"campuskiosk/capture/vision"
)

// State is how bad it is.
type State string

// The states: all right; works with less; does not work.
const (
	OK        State = "ok"
	Attention State = "attention"
	Stop      State = "stop"
)

// Line is one thing that was looked at.
type Line struct {
	// ID names it for machines: "models.detector", "opencv", "data_folder",
	// "free_space", "camera", "display".
	ID    string `json:"id"`
	State State  `json:"state"`
	// Found says what was found.
	Found booth.Text `json:"found"`
	// Do says what to do; empty where all is well.
	Do booth.Text `json:"do,omitzero"`
}

// Machine is what is looked at; the zero value of a field leaves its lines
// out, except for Root.
type Machine struct {
	// Engine is what the networks were loaded into.
	Engine interface{ Status() []vision.RoleStatus }
	// Vision are the versions of the libraries, such as "OpenCV 4.6.0".
	Vision string
	// Threads is the number of threads that OpenCV uses.
	Threads int
	// DataDir is where photos are kept.
	DataDir string
	// Window is set for the program that opens one: camera and display count.
	Window bool
	// Root is the root of the file system; "/" unless a test sets it.
	Root string
	// Getenv reads the environment; os.Getenv unless a test sets it.
	Getenv func(string) string
}

// Look gives the lines in the order in which people should read them.
func (m Machine) Look() []Line {
	if m.Root == "" {
		m.Root = "/"
	}
	if m.Getenv == nil {
		m.Getenv = os.Getenv
	}
	var lines []Line
	if m.Engine != nil {
		lines = append(lines, m.roles()...)
	}
	if m.Vision != "" {
		lines = append(lines, Line{ID: "opencv", State: OK, Found: booth.Text{
			ZH: fmt.Sprintf("%s，%d 个线程", m.Vision, m.Threads),
			EN: fmt.Sprintf("%s, %d threads", m.Vision, m.Threads),
		}})
	}
	if m.DataDir != "" {
		lines = append(lines, m.folder(), m.space())
	}
	if m.Window {
		lines = append(lines, m.camera(), m.display())
	}
	return lines
}

// Worst is the worst state of the lines.
func Worst(lines []Line) State {
	worst := OK
	for _, l := range lines {
		if l.State == Stop || l.State == Attention && worst == OK {
			worst = l.State
		}
	}
	return worst
}

// roles has one line for each role.
func (m Machine) roles() []Line {
	var lines []Line
	fetch := booth.Text{
		ZH: "运行 campuskiosk models fetch 下载模型，或把模型文件放入 " + models.EnvDir + " 指定的文件夹。",
		EN: "Run “campuskiosk models fetch”, or put the model files into the folder that " + models.EnvDir + " names.",
	}
	for _, s := range m.Engine.Status() {
		l := Line{ID: "models." + string(s.Role), State: OK}
		names := strings.Join(s.Models, ", ")
		switch s.State {
		case vision.Network:
			l.Found = booth.Text{ZH: names, EN: names}
		case vision.StandIn:
			l.State, l.Do = Attention, fetch
			l.Found = booth.Text{
				ZH: "替代方法 " + names + "（" + s.Reason.ZH + "）：照片不可交付",
				EN: "stand-in " + names + " (" + s.Reason.EN + "): photos are not for delivery",
			}
		default:
			l.State, l.Do = Attention, fetch
			l.Found = booth.Text{ZH: "不可用（" + s.Reason.ZH + "）", EN: "not available (" + s.Reason.EN + ")"}
		}
		lines = append(lines, l)
	}
	return lines
}

// existing is the data folder or its nearest parent that exists.
func (m Machine) existing() string {
	dir := m.DataDir
	for {
		if _, err := os.Lstat(dir); err == nil || dir == filepath.Dir(dir) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

func (m Machine) folder() Line {
	l := Line{ID: "data_folder"}
	dir := m.existing()
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err == nil {
		_, err = f.Write([]byte("x"))
		err = errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name()))
	}
	switch {
	case err != nil:
		l.State = Stop
		l.Found = booth.Text{ZH: m.DataDir + "：不可写", EN: m.DataDir + ": can't be written"}
		l.Do = booth.Text{
			ZH: "检查该文件夹的权限和磁盘空间，或用 XDG_DATA_HOME 指定另一个位置。",
			EN: "Check the folder's permissions and free space, or name another place with XDG_DATA_HOME.",
		}
	case dir != m.DataDir:
		l.State = OK
		l.Found = booth.Text{ZH: m.DataDir + "（首次使用时创建）", EN: m.DataDir + " (made when first used)"}
	default:
		l.State = OK
		l.Found = booth.Text{ZH: m.DataDir, EN: m.DataDir}
	}
	return l
}

// A photo with its original takes about 1 MB, a day's collection at one kiosk
// about 1,000 of them.
const (
	lowSpace  = 2 << 30
	noSpace   = 200 << 20
	megabytes = 1 << 20
)

func (m Machine) space() Line {
	l := Line{ID: "free_space", State: OK}
	var s syscall.Statfs_t
	if err := syscall.Statfs(m.existing(), &s); err != nil {
		l.State = Attention
		l.Found = booth.Text{ZH: "无法得知剩余空间", EN: "free space is not known"}
		l.Do = booth.Text{ZH: "检查数据文件夹所在磁盘。", EN: "Check the disk that holds the data folder."}
		return l
	}
	free := s.Bavail * uint64(s.Bsize) // #nosec G115 -- block sizes are positive
	l.Found = booth.Text{
		ZH: fmt.Sprintf("剩余 %d MB", free/megabytes),
		EN: fmt.Sprintf("%d MB free", free/megabytes),
	}
	if free < lowSpace {
		l.State = Attention
		l.Do = booth.Text{ZH: "请清理磁盘：不足 2 GB 时可能不够一天使用。", EN: "Make room: less than 2 GB may not last a day."}
	}
	if free < noSpace {
		l.State = Stop
	}
	return l
}

func (m Machine) camera() Line {
	found, err := filepath.Glob(filepath.Join(m.Root, "dev", "video*"))
	if err != nil || len(found) == 0 {
		return Line{
			ID: "camera", State: Attention,
			Found: booth.Text{ZH: "没有摄像头", EN: "no camera"},
			Do: booth.Text{
				ZH: "插上 USB 摄像头；在此之前显示模拟画面。",
				EN: "Plug in a USB camera; until then a simulated picture is shown.",
			},
		}
	}
	names := strings.Join(found, ", ")
	for _, path := range found {
		f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
		if err == nil {
			_ = f.Close()
			return Line{ID: "camera", State: OK, Found: booth.Text{ZH: names, EN: names}}
		}
		if errors.Is(err, fs.ErrPermission) {
			continue
		}
	}
	return Line{
		ID: "camera", State: Stop,
		Found: booth.Text{ZH: names + "：打不开", EN: names + ": can't be opened"},
		Do: booth.Text{
			ZH: "把当前用户加入 video 组并重新登录；若被其他程序占用，请先关闭它。",
			EN: "Add the user to the group “video” and log in again; if another program uses the camera, close it.",
		},
	}
}

func (m Machine) display() Line {
	x, wayland := m.Getenv("DISPLAY"), m.Getenv("WAYLAND_DISPLAY")
	none := booth.Text{
		ZH: "在图形桌面中运行，或用 make demo 在没有屏幕时生成截图。命令行不需要屏幕。",
		EN: "Run it in a graphical session, or use “make demo” for screenshots without a screen. The command line needs none.",
	}
	switch {
	case x == "" && wayland == "":
		return Line{ID: "display", State: Attention, Found: booth.Text{ZH: "没有屏幕", EN: "no display"}, Do: none}
	case x == "":
		return Line{ID: "display", State: OK, Found: booth.Text{ZH: "Wayland " + wayland, EN: "Wayland " + wayland}}
	}
	if number, ok := strings.CutPrefix(x, ":"); ok {
		number, _, _ = strings.Cut(number, ".")
		if _, err := os.Stat(filepath.Join(m.Root, "tmp", ".X11-unix", "X"+number)); err != nil {
			return Line{
				ID: "display", State: Stop, Do: none,
				Found: booth.Text{ZH: "DISPLAY=" + x + "，但没有对应的屏幕", EN: "DISPLAY=" + x + ", but there is no such display"},
			}
		}
	}
	return Line{ID: "display", State: OK, Found: booth.Text{ZH: "X11 " + x, EN: "X11 " + x}}
}
