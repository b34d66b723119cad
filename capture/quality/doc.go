// Package quality judges a face picture: ten checks that a photo must pass and
// advisories that only warn.
//
// It works in two pure steps. Measure turns a picture and what the networks
// saw in it (face.Analysis) into Measurements, plain numbers with units; Judge
// turns Measurements and Thresholds (data, assets/quality/thresholds.json) into
// a Report with scores and advice. Nothing here runs a network: a measure
// whose network is missing is unknown and says which role it lacks, and the
// check built on it is neither passed nor failed.
//
// Each check is made of parts, one native measure with one limit each; the
// check's score is that of its worst part, 0–100 with the pass mark at 50, a
// sigmoid of the native value as in ISO/IEC 29794-5's reference software.
package quality
