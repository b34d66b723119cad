package uplinkcmd

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/uplink"
	"campuskiosk/sync/outbox"
)

// stale is how old the program's word may be before it counts as not running.
const stale = 3 * time.Minute

// told is what "sync status --json" prints.
type told struct {
	Enrolled bool `json:"enrolled"`
	// Running: the kiosk's program said so in the last minutes.
	Running bool `json:"running"`
	uplink.State
	// Held are the packets that people have to look at.
	Held []held `json:"held,omitempty"`
}

type held struct {
	Packet string         `json:"packet"`
	State  outbox.State   `json:"state"`
	At     time.Time      `json:"at"`
	Reason *outbox.Reason `json:"reason,omitempty"`
}

func newStatus(k Kiosk) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "status",
		Short: cli.Say("同步状态：联系、队列、被拒的照片包", "How the sync is: contact, queue, packets that were refused"),
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			t, err := look(k.Packets(), time.Now())
			if err != nil {
				return err
			}
			if asJSON {
				err = cli.PrintJSON(c.OutOrStdout(), t)
			} else {
				err = t.print(c.OutOrStdout())
			}
			if err == nil && !t.good() {
				return cli.Refuse(nil)
			}
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, cli.Say("以 JSON 输出", "print JSON"))
	return c
}

// look reads what the kiosk's program said and what lies in the folder.
func look(packets string, now time.Time) (told, error) {
	var t told
	state, found, err := uplink.ReadState(packets)
	if err != nil {
		return t, err
	}
	box, err := outbox.Look(packets)
	if err != nil {
		return t, err
	}
	items := box.Items()
	t = told{Enrolled: found, Running: found && now.Sub(state.Sync.At) < stale, State: state}
	t.Sync.Count(items)
	for _, it := range items {
		if it.State == outbox.Parked || it.State == outbox.Conflict || it.State == outbox.Confirmed && it.Reason != nil {
			t.Held = append(t.Held, held{outbox.Name(it.ID), it.State, it.At, it.Reason})
		}
	}
	return t, nil
}

// good reports whether there is nothing that somebody has to do.
func (t told) good() bool {
	return t.Running && !t.Lock.Locked && t.Sync.Online() && t.Sync.Parked == 0 && t.Sync.Conflicts == 0
}

func (t told) print(w io.Writer) error {
	var failed error
	line := func(zh, en string, args ...any) {
		if _, err := fmt.Fprintf(w, cli.Say(zh, en)+"\n", args...); err != nil {
			failed = err
		}
	}
	switch {
	case !t.Enrolled:
		line("本机还没有与服务器同步过（未登记，或程序从未运行）。", "This kiosk has never synced: it is not enrolled, or its program never ran.")
	case !t.Running:
		line("采集程序没有运行；上次记录：%s", "The kiosk's program is not running; it last said so at %s", at(t.Sync.At))
	}
	if t.Enrolled {
		line("本机 %s，服务器 %s", "Kiosk %s, service %s", t.Kiosk, t.Service)
		line("状态：%s", "State: %s", in(t.Sync.Line.Cause.Label()))
		if !t.Sync.Contact.IsZero() {
			line("上次联系：%s", "Last contact: %s", at(t.Sync.Contact))
		}
		if u := t.Sync.Line.Until; t.Sync.Line.Cause != "" && !u.IsZero() {
			line("下次尝试：%s", "Next try: %s", at(u))
		}
		if !t.Sync.Quiet.IsZero() {
			line("安静时段，%s 后上传", "Quiet hours; uploads go on at %s", at(t.Sync.Quiet))
		}
		switch {
		case t.Lock.Wiped:
			line("本机数据已按指令销毁", "This kiosk's data was destroyed on order")
		case t.Lock.Revoked:
			line("本机已被停用", "This kiosk was revoked")
		case t.Lock.Locked:
			line("本机已被锁定", "This kiosk is locked")
		}
	}
	line("待传 %d（%d KB），被拒 %d，冲突 %d，已确认 %d", "Waiting %d (%d KB), refused %d, in conflict %d, confirmed %d",
		t.Sync.Waiting, (t.Sync.WaitingBytes+1023)/1024, t.Sync.Parked, t.Sync.Conflicts, t.Sync.Confirmed)
	if n := t.Sync.Now; n != nil && n.Bytes > 0 && t.Running {
		line("正在上传 %s：%d%%", "Uploading %s: %d %%", n.Packet, 100*n.Sent/n.Bytes)
	}
	for _, h := range t.Held {
		text, code := stateLabels[h.State], booth.Code("")
		if h.Reason != nil {
			code = h.Reason.Code
			if h.Reason.Text.ZH != "" {
				text = h.Reason.Text
			}
		}
		line("  %s：%s [%s]", "  %s: %s [%s]", h.Packet, in(text), code)
	}
	return failed
}

var stateLabels = map[outbox.State]booth.Text{
	outbox.Parked:    {ZH: "被拒", EN: "refused"},
	outbox.Conflict:  {ZH: "冲突", EN: "in conflict"},
	outbox.Confirmed: {ZH: "已收到", EN: "received"},
}

func at(t time.Time) string { return t.In(booth.Shanghai).Format("2006-01-02 15:04:05") }
