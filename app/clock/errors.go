package clock

import "campuskiosk/app/booth"

// ErrNothingToConfirm means: the machine's clock is not ahead of the bound.
var ErrNothingToConfirm = booth.Fail("clock.nothing_to_confirm",
	"系统时间没有异常，无需确认。",
	"The date needs no confirmation.")

// ErrShownTimeChanged means: between showing the date and confirming it, the
// machine's clock was changed.
var ErrShownTimeChanged = booth.Fail("clock.shown_time_changed",
	"系统时间刚刚又变了。请核对屏幕上的日期和时间，再确认一次。",
	"The machine's clock has just changed again. Check the date and time on the screen and confirm once more.")

// ErrSignedBack means: signed time is earlier than signed evidence that this kiosk
// already has, so one of the two is wrong or the answer is an old one.
var ErrSignedBack = booth.Fail("clock.signed_back",
	"服务器时间比以前收到的更早，未采用。请联系学校管理员检查服务器时间。",
	"The service's time is earlier than what it signed before, so it was not used. Ask the school's administrator to check the service's clock.")
