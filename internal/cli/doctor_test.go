package cli

import (
	"strings"
	"testing"

	"rolecall/internal/bot"
)

// TestDoctorSaysWhetherKitsCanBeCanvases: without the optional scope nothing is wrong.
func TestDoctorSaysWhetherKitsCanBeCanvases(t *testing.T) {
	with, without := examineCanvas([]string{bot.CanvasScope}), examineCanvas(nil)
	if !with.OK || with.Hint != "" || !strings.Contains(with.Detail, "can be saved as canvases") {
		t.Errorf("with the scope: %+v", with)
	}
	if !without.OK || !strings.Contains(without.Detail, "canvases:write is not granted") || !strings.Contains(without.Hint, "install the app again") {
		t.Errorf("without the scope: %+v", without)
	}
}
