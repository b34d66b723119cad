// Package theme holds the colours, sizes, shapes and font of the kiosk's
// screens, as Fyne's theme for its widgets and as values for our own.
package theme
