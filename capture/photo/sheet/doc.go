// Package sheet writes a contact sheet of checked pictures: a folder with one
// HTML page and its pictures that a person can look through, offline, without
// scripts. Each picture is shown with what the networks saw drawn into it,
// beside the person cut out of it and the ten results.
package sheet
