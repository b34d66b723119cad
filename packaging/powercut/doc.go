// Package powercut cuts the power of a kiosk that writes, on a real file
// system, and looks whether the store kept its promises.
//
//  1. Record: a Linux kernel that runs as an ordinary process (User-Mode
//     Linux) mounts ext4 on device-mapper's log-writes target and lets the
//     writer of app/store/crashtest work on it. The log holds each write and
//     flush that reached the disk, in order, and a mark for each
//     acknowledgement.
//  2. Replay: disks are built as a cut at any place of the log leaves them.
//     Everything before the last flush is there; of the writes since, a random
//     part is there, in random order, torn at sectors.
//  3. Judge: ext4's own recovery (e2fsck, or a mount in the same kernel), then
//     crashtest's verdict on the files.
//
// See README.md for the kernel.
package powercut
