package encoder

import "rolecall/internal/match/same"

// matrix holds the weights of a linear map as int8, row by row, with a scale and a
// bias for each row. Each row gives one number of the output.
type matrix struct {
	in, out     int
	rows        []byte
	scale, bias []float32
}

// Three tokens share a 64-bit number, 21 bits each, so that one multiplication by a
// weight gives the products of all three. A token's numbers are rounded to whole ones
// from -levels to levels; chunk products of those with a weight (at most 127) fit in a
// lane with room for a sign, and then the lanes are added up apart.
const (
	together = 3
	lane     = 21
	laneMask = 1<<lane - 1
	levels   = 255
	chunk    = 32
	half     = 1 << (lane - 1) // added to each lane, so that no lane is negative
	halves   = half | half<<lane | half<<(2*lane)
	atATime  = 4 // rows for which a number of the input is loaded once
)

// multiply writes the n rows that the matrix makes of n rows of x to out.
func (m *matrix) multiply(s *scratch, x []float32, n int, out []float32) {
	s.pack(x, n, m.in)
	for r := 0; r < m.out; r += atATime {
		w := m.rows[r*m.in:][:atATime*m.in]
		for t := 0; t < n; t += together {
			m.put(s, out, r, t, n, products(w, s.packed[t/together*m.in:][:m.in]))
		}
	}
}

// multiplyFew is multiply for rows of x that are mostly zeros, as they are after a
// ReLU: of three tokens, all are zero at five places of six (on our questions).
func (m *matrix) multiplyFew(s *scratch, x []float32, n int, out []float32) {
	s.pack(x, n, m.in)
	for t := 0; t < n; t += together {
		packed, places := s.packed[t/together*m.in:][:m.in], s.places[:0]
		for i, v := range packed {
			if v != 0 {
				packed[len(places)] = v
				places = append(places, int32(i*atATime))
			}
		}
		for r := 0; r < m.out; r += atATime {
			m.put(s, out, r, t, n, productsAt(m.rows[r*m.in:][:atATime*m.in], packed, places))
		}
	}
}

// put writes the numbers of up to three tokens from t on, of n, for the rows from r on.
func (m *matrix) put(s *scratch, out []float32, r, t, n int, sums [atATime][together]int32) {
	for k := range min(together, n-t) {
		to := out[(t+k)*m.out+r:][:atATime]
		for i := range to {
			scale := float32(m.scale[r+i] * s.scale[t+k])
			to[i] = float32(float32(sums[i][k])*scale) + m.bias[r+i]
		}
	}
}

// products returns the products of four rows of weights with three tokens. Four
// weights, one of each row, lie side by side. The steps are written out, since that
// takes half the time of a loop.
func products(rows []byte, packed []uint64) (sums [atATime][together]int32) {
	for len(packed) >= chunk {
		var a, b, c, d uint64 = halves, halves, halves, halves
		for range chunk / 8 {
			p, w := (*[8]uint64)(packed), (*[8 * atATime]byte)(rows)
			v := p[0]
			a += v * uint64(int8(w[0]))
			b += v * uint64(int8(w[1]))
			c += v * uint64(int8(w[2]))
			d += v * uint64(int8(w[3]))
			v = p[1]
			a += v * uint64(int8(w[4]))
			b += v * uint64(int8(w[5]))
			c += v * uint64(int8(w[6]))
			d += v * uint64(int8(w[7]))
			v = p[2]
			a += v * uint64(int8(w[8]))
			b += v * uint64(int8(w[9]))
			c += v * uint64(int8(w[10]))
			d += v * uint64(int8(w[11]))
			v = p[3]
			a += v * uint64(int8(w[12]))
			b += v * uint64(int8(w[13]))
			c += v * uint64(int8(w[14]))
			d += v * uint64(int8(w[15]))
			v = p[4]
			a += v * uint64(int8(w[16]))
			b += v * uint64(int8(w[17]))
			c += v * uint64(int8(w[18]))
			d += v * uint64(int8(w[19]))
			v = p[5]
			a += v * uint64(int8(w[20]))
			b += v * uint64(int8(w[21]))
			c += v * uint64(int8(w[22]))
			d += v * uint64(int8(w[23]))
			v = p[6]
			a += v * uint64(int8(w[24]))
			b += v * uint64(int8(w[25]))
			c += v * uint64(int8(w[26]))
			d += v * uint64(int8(w[27]))
			v = p[7]
			a += v * uint64(int8(w[28]))
			b += v * uint64(int8(w[29]))
			c += v * uint64(int8(w[30]))
			d += v * uint64(int8(w[31]))
			packed, rows = packed[8:], rows[8*atATime:]
		}
		unpack(&sums[0], a)
		unpack(&sums[1], b)
		unpack(&sums[2], c)
		unpack(&sums[3], d)
	}
	return sums
}

// productsAt is products where packed has only the numbers at some places of the rows.
func productsAt(rows []byte, packed []uint64, places []int32) (sums [atATime][together]int32) {
	packed = packed[:len(places)]
	for at := 0; at < len(places); at += chunk {
		var a, b, c, d uint64 = halves, halves, halves, halves
		for i := at; i < min(at+chunk, len(places)); i++ {
			v, w := packed[i], (*[atATime]byte)(rows[places[i]:])
			a += v * uint64(int8(w[0]))
			b += v * uint64(int8(w[1]))
			c += v * uint64(int8(w[2]))
			d += v * uint64(int8(w[3]))
		}
		unpack(&sums[0], a)
		unpack(&sums[1], b)
		unpack(&sums[2], c)
		unpack(&sums[3], d)
	}
	return sums
}

func unpack(sums *[together]int32, p uint64) {
	sums[0] += int32(p&laneMask) - half
	sums[1] += int32(p>>lane&laneMask) - half
	sums[2] += int32(p>>(2*lane)) - half
}

// scratch is the memory that computing a vector takes.
type scratch struct {
	x, y, normed, wide, attention []float32
	packed                        []uint64
	scale                         []float32 // of each token in packed
	places                        []int32   // where packed is not zero
}

// grow makes room for n tokens.
func (s *scratch) grow(n int) {
	if len(s.attention) >= n {
		return
	}
	padded := (n + together - 1) / together * together
	*s = scratch{
		x: make([]float32, n*inner), y: make([]float32, n*inner), normed: make([]float32, n*inner),
		wide: make([]float32, n*hidden), attention: make([]float32, n),
		packed: make([]uint64, padded/together*hidden), scale: make([]float32, padded), places: make([]int32, 0, hidden),
	}
}

// pack rounds n rows of x to whole numbers, three rows to a packed one.
func (s *scratch) pack(x []float32, n, width int) {
	packed := s.packed[:(n+together-1)/together*width]
	clear(packed)
	for t := range n {
		row := x[t*width:][:width]
		var top float32
		for _, v := range row {
			top = max(top, max(v, -v))
		}
		if s.scale[t] = top / levels; top == 0 {
			continue
		}
		by, to, shift := levels/top, packed[t/together*width:][:width], t%together*lane
		for i, v := range row {
			to[i] += uint64(round(float32(v*by))) << shift
		}
	}
}

func round(v float32) int64 {
	if v < 0 {
		return -int64(0.5 - v)
	}
	return int64(0.5 + v)
}

// dot returns the product of a and as much of b.
func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var p, q, r, s float32 // four sums, since each addition waits for the one before it
	for len(a) >= 8 {      // two steps at once take four fifths of the time
		x, y := (*[8]float32)(a), (*[8]float32)(b)
		p += float32(x[0] * y[0])
		q += float32(x[1] * y[1])
		r += float32(x[2] * y[2])
		s += float32(x[3] * y[3])
		p += float32(x[4] * y[4])
		q += float32(x[5] * y[5])
		r += float32(x[6] * y[6])
		s += float32(x[7] * y[7])
		a, b = a[8:], b[8:]
	}
	for len(a) >= 4 && len(b) >= 4 {
		p += float32(a[0] * b[0])
		q += float32(a[1] * b[1])
		r += float32(a[2] * b[2])
		s += float32(a[3] * b[3])
		a, b = a[4:], b[4:]
	}
	for i, v := range a {
		p += float32(v * b[i])
	}
	return (p + q) + (r + s)
}

func tanh(x float32) float32 { return float32(1 - 2/(same.Exp(2*float64(x))+1)) }
