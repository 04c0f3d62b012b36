package match

// curve holds the coefficients of the logistic curve of confidence: a constant, then
// the weight of each piece of evidence in the order of matching.evidence. Fitted on
// 2026-11-26 to 6,698 phrasings and 2,371 refusals, each matched by an index that had
// not seen it (five folds; first right 75.81 %), with a loss of 0.3316 nats a text, by
//
//	go test ./internal/match -run TestCurve -v
//
// which fits it again, prints it and says how far this one is off. It is used for any
// corpus, a company's included.
var curve = [1 + evidences]float64{
	-1.421, -0.012, 0.298, 0.385, -0.132, 0.209, 1.713, -0.971, 2.446, -0.738,
	0.845, 1.015, -0.276, -0.757, -0.867, -0.502, -0.097, 1.211, 0.309, 0.008,
	0.987, 0.695, 0.251, -0.33, 0.209, -0.153, 0.452, 0.406, -0.418, -0.355,
	-0.743, -0.495, -0.492, -0.225, -0.286, 0.099, 0.515, -0.78, -0.583, 0.092,
	-0.664, -0.253, -2.327, 0.303, 0.198, 0.135, 0.252, 0.333, -0.585, -0.506,
	0.832, 0.831, -0.293, 0.129, 0.122,
}
