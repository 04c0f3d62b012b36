package command_test

import (
	"strings"
	"testing"

	"rolecall/internal/command"
)

// TestForgetIsRecognised: the usual ways to ask for deletion are understood, as are
// those in TestReadCommandInOtherWords.
func TestForgetIsRecognised(t *testing.T) {
	wrapped := []string{"%s", "Please, %s!", "Hi Rolecall, can you %s? Thanks!", "*%s* :pray:", "“%s”", "/rolecall %s", "I want you to %s now"}
	for _, text := range []string{
		"forget me", "forget about me", "forget all about me", "forget everything about me", "forget anything about me", "forget me completely", "completely forget me",
		"forget my data", "forget my info", "forget my history", "forget all my questions", "forget me and my data", "forget me and everything about me",
		"forget what you know about me", "forget everything you know about me", "forget all you know about me", "forget whatever you have on me", "forget-me",
		"delete me", "erase me", "remove me", "wipe me", "purge me", "delete me from your database", "remove me from your records", "erase me from your memory",
		"delete my data", "delete all my data", "delete all of my data", "delete my personal data", "delete my stored data", "delete my data permanently",
		"permanently delete my data", "delete my info", "delete my information", "delete my details", "delete my records", "delete my history", "delete my profile",
		"delete my account", "delete my logs", "delete my questions", "delete my messages", "delete my chats", "delete my conversations",
		"delete my questions and messages", "delete my questions, messages and history", "delete my questions and my data", "delete my history with you",
		"delete my data from your database", "delete my data from the system", "delete my name from your records", "erase my data in your logs",
		"delete everything about me", "delete everything on me", "delete everything of mine", "delete all about me", "delete anything about me", "delete data about me",
		"delete the data about me", "delete all data about me", "delete all the data on me", "delete any information about me", "delete records of me",
		"delete everything you have on me", "delete everything you have about me", "delete everything you have stored about me",
		"delete everything you've stored about me", "delete all that you store about me", "delete everything that you keep about me", "delete all data which you hold on me",
		"delete what you store about me", "delete what you have stored about me", "delete what is stored about me", "delete everything that is stored about me",
		"delete the data stored about me", "delete whatever you saved about me", "delete everything you collected from me", "delete the personal data you hold about me", "delete all data of mine",
		"erase my data", "remove my data", "wipe my data", "clear my data", "purge my data", "destroy my data", "clear my history", "clear my messages", "clear my chats", "clear everything you know about me", "clear all data about me", "clear the data you have on me",
		"delete and forget my data", "delete my data and forget me", "forget me and delete my data", "forget me. Delete all my data",
		"exercise my right to be forgotten",
	} {
		for _, wrapping := range wrapped {
			text := strings.ReplaceAll(wrapping, "%s", text)
			if got, _ := command.Read(text); got != command.Forget {
				t.Errorf("%q is %q, want %q", text, got, command.Forget)
			}
		}
	}
	for _, text := range []string{"I want to be forgotten", "I'd like to be forgotten, please", "Hi! I would like to be forgotten.", "I need to be forgotten",
		"I want to exercise my right to be forgotten", "Please! Forget me!", "forget me!!!", "FORGET ME", "forget me?", "I want to delete all my data"} {
		if got, _ := command.Read(text); got != command.Forget {
			t.Errorf("%q is %q, want %q", text, got, command.Forget)
		}
	}
}

// TestOtherWordsAreNotForget: what people say in thanks, about other things, or about
// a part of their data deletes nothing.
func TestOtherWordsAreNotForget(t *testing.T) {
	for name, texts := range map[string][]string{
		"thanks": {"Clear, I got it, thanks!", "Clear, I have all the information, thanks", "clear I have all the info now", "Clear, all my questions", "Clear. My data, thanks",
			"Clear - my questions", "clear to me", "clear to me now", "Clear for me!", "never mind, clear to me now", "all clear to me", "Clear, that is all from me", "clear my questions",
			"clear all my questions", "Clear: everything about me", "clear me", "clear everything", "clear info on me", "Clear information from me", "Clear all from me", "clear records of mine", "Clear, everything you know", "clear, you have my thanks"},
		"never mind": {"forget it", "Forget it, I have the details", "Forget it, I got everything", "forget it all", "forget that", "forget what i ask", "forget what I asked", "forget all that I ask you",
			"forget everything I ask", "forget my questions", "forget about my questions", "forget all about my questions", "forget my messages", "forget about my data", "Forget it, my info is in the system",
			"forget what you have", "forget what you know", "forget the details you have", "forget the questions I have", "forget the info from me", "forget all from me"},
		"not": {"forget me not", "forget-me-not", "don't forget me", "do not forget me", "Don’t forget my data", "never delete my data", "please do not delete my data", "I don't want you to forget me",
			"delete your data, keep mine", "delete your logs and keep my data", "delete everything, keep my history", "delete all and keep my questions", "Delete my data? No thanks", "forget you know me"},
		"a question": {"can I delete my data", "did you delete my data", "who can delete my data", "how do I delete my data", "is my data deleted", "will you forget me", "do you forget me",
			"right to be forgotten", "Right to be forgotten?", "the right to be forgotten", "to be forgotten", "be forgotten", "could you be forgotten", "who wants to be forgotten", "do you want to be forgotten"},
		"a part": {"delete my last message", "delete my message", "forget my last question", "erase what I wrote above", "erase what I wrote", "delete what I ask", "delete all I ask", "delete that from my history",
			"remove my questions about it", "clear my questions about it", "delete the information on it", "delete mine", "remove my name", "delete it from my records", "delete my answer"},
		"another thing": {"remove all doubt for me", "remove my doubts", "clear my doubts", "clear my name", "clear my mind", "clear my head", "erase that from my memory", "erase my memory", "wipe my memory",
			"wipe my server", "wipe my storage", "delete my database", "clear my system logs", "delete everything on my server", "delete the data in my database", "delete the logs on my systems", "remove me from this channel",
			"remove me from the panel", "remove me as an admin", "delete my data team", "delete my data strategy", "delete data", "delete everything", "delete all data", "delete all records you keep",
			"delete your data", "delete your records", "delete everything you have", "remove the data about my team", "delete all info about my company", "remove the CTO from my records", "destroy me", "delete me a message",
			"delete everything I have", "delete all the data I have", "remove everything I store", "delete the records that I keep", "forget me for a moment", "forget everything that happens to me"},
		"someone else": {"forget him", "forget my manager", "delete Bob's data", "delete their data about me and the CTO", "forget everything about the CTO", "delete all about my boss"},
	} {
		for _, text := range texts {
			for _, wrapping := range []string{"%s", "Ok, %s", "%s, thanks!", "@Rolecall %s", "*%s*"} {
				text := strings.ReplaceAll(wrapping, "%s", text)
				if got, _ := command.Read(text); got == command.Forget {
					t.Errorf("%s: %q is taken for %q", name, text, got)
				}
			}
		}
	}
}
