// Package packetcmd is the command lines about packets on a USB stick:
//
//	campuskiosk packets export DIR     from a kiosk, beside the running program
//	campuskiosk-central import DIR     into the service
package packetcmd
