package match

// curve holds the coefficients of the logistic curve of confidence: a constant, then
// the weight of each piece of evidence in the order of matching.evidence. Fitted on
// 2026-11-26 to 5,809 phrasings and 2,363 refusals, each matched by an index that had
// not seen it (five folds; first right 77.81 %), with a loss of 0.3035 nats a text, by
//
//	go test ./internal/match -run TestCurve -v
//
// which fits it again, prints it and says how far this one is off. It is used for any
// corpus, a company's included.
var curve = [1 + evidences]float64{
	-2.044, 0.126, 0.592, 0.565, -0.056, 0.31, 2.293, -0.989, 2.175, -0.949,
	0.856, 1.198, -0.521, -1.065, -0.306, -0.706, -0.232, 1.14, 0.14, 0.443,
	1.372, 0.403, 0.25, -0.323, 0.31, -0.278, 0.546, -0.207, -0.471, -0.507,
	-0.514, -0.205, -1.081, -0.509, 0.279, 0.137, 0.412, -0.763, -0.703, -0.108,
	-0.461, -0.099, -2.402, 0.569, 0.277, 0.491, 0.315, 0.26, -0.895, -0.549,
	0.747, 0.499, -0.277, 0.284, 0.446,
}
