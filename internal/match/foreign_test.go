package match

import (
	"strings"
	"testing"
)

// foreignTexts ask in other scripts and languages what the corpus answers in
// English, with the letters of roles in Latin as people write them there.
var foreignTexts = map[string][]string{
	"Hebrew":     {"מה CTO עושה?", "מה עושה סמנכ״ל טכנולוגיות?", "מי זה ה-CISO?", "כמה מרוויח CTO", "למי מדווח ה CISO ומה הוא עושה", "CTO או CIO?", "מה ההבדל בין CTO ל-CIO"},
	"Russian":    {"что делает CTO?", "Что делает технический директор?", "кто такой CISO", "сколько зарабатывает CTO в Москве", "кому подчиняется CISO?", "CTO или CIO?", "CTO это кто", "чем CTO отличается от CIO", "Кто CTO в Google?"},
	"Ukrainian":  {"що робить CTO?", "хто такий CIO", "скільки заробляє CTO"},
	"Bulgarian":  {"какво прави CTO?", "кой е CTO"},
	"Greek":      {"τι κάνει ένας CTO;", "Πόσα βγάζει ένας CIO;", "ποιος είναι ο CISO"},
	"Arabic":     {"ماذا يفعل CTO؟", "ما هو دور CISO", "كم راتب CTO", "من هو CIO"},
	"Persian":    {"CTO چه کار می\u200cکند؟", "حقوق CIO چقدر است"},
	"Hindi":      {"CTO क्या करता है?", "CIO कौन है", "CTO का वेतन कितना है"},
	"Bengali":    {"CTO কী করে?"},
	"Tamil":      {"CTO என்ன செய்கிறார்?"},
	"Thai":       {"CTO ทำอะไร", "CTOทำอะไร", "เงินเดือน CIO เท่าไหร่"},
	"Chinese":    {"CTO做什么?", "CTO 是做什么的？", "什么是CISO", "CTO和CIO有什么区别？", "首席技术官的工资是多少", "ＣＴＯ做什么"},
	"Japanese":   {"CTOは何をしますか？", "CTOとCIOの違いは何ですか", "CTO の年収", "CISOって何？"},
	"Korean":     {"CTO는 무엇을 하나요?", "CTO와 CIO의 차이점", "CTO 연봉"},
	"Georgian":   {"რას აკეთებს CTO?"},
	"Armenian":   {"ինչ է անում CTO-ն"},
	"Amharic":    {"CTO ምን ይሰራል?"},
	"German":     {"Was macht ein CTO?", "was macht der CTO den ganzen Tag", "Wer ist der CTO?", "An wen berichtet ein CISO?", "Wie viel verdient ein CIO", "Brauchen wir einen CTO?", "Wer ist CTO bei SAP?", "Wie werde ich CTO", "Was ist der Unterschied zwischen CTO und CIO?", "wozu braucht man einen CISO", "CTO Gehalt", "Welche Fragen soll ich einem CTO stellen?"},
	"French":     {"Que fait un CTO ?", "C'est quoi un CISO ?", "Qu'est-ce qu'un CTO?", "combien gagne un CIO", "à qui rapporte le CISO", "Quelle est la différence entre un CTO et un CIO ?", "qui est le CTO", "salaire d'un CTO", "comment devenir CTO"},
	"Spanish":    {"¿Qué hace un CTO?", "que es un CIO", "¿Cuánto gana un CISO?", "a quien reporta el CISO", "¿Cuál es la diferencia entre un CTO y un CIO?", "quién es el CTO", "como llegar a ser CTO", "necesitamos un CTO?"},
	"Portuguese": {"O que faz um CTO?", "o que é um CIO", "quanto ganha um CISO", "qual a diferença entre CTO e CIO?", "quem é o CTO", "precisamos de um CTO?"},
	"Italian":    {"Cosa fa un CTO?", "che cos'è un CIO", "quanto guadagna un CISO", "qual è la differenza tra CTO e CIO?", "chi è il CTO", "abbiamo bisogno di un CTO?"},
	"Dutch":      {"Wat doet een CTO?", "hoeveel verdient een CISO", "wat is het verschil tussen een CTO en een CIO", "wie is de CTO", "hebben we een CTO nodig?"},
	"Polish":     {"Co robi CTO?", "kim jest CIO", "ile zarabia CTO", "czym się różni CTO od CIO", "komu podlega CISO?", "kto jest CTO", "czy potrzebujemy CTO?", "Jak zostać CTO"},
	"Czech":      {"Co dělá CTO?", "kdo je CIO", "kolik vydělává CTO", "jaký je rozdíl mezi CTO a CIO"},
	"Turkish":    {"CTO ne yapar?", "CTO nedir", "CIO kimdir", "CTO ne kadar kazanır", "CTO ile CIO arasındaki fark nedir?", "CISO kime bağlıdır", "bir CTO maaşı ne kadar"},
	"Swedish":    {"Vad gör en CTO?", "vad är en CIO", "hur mycket tjänar en CTO", "vem är CTO", "vad är skillnaden mellan en CTO och en CIO"},
	"Danish":     {"Hvad laver en CTO?", "hvad er en CIO", "hvor meget tjener en CTO", "hvem er CTO"},
	"Finnish":    {"Mitä CTO tekee?", "mikä on CIO", "paljonko CTO ansaitsee", "kuka on CTO"},
	"Hungarian":  {"Mit csinál egy CTO?", "mi az a CIO", "mennyit keres egy CTO"},
	"Romanian":   {"Ce face un CTO?", "ce este un CIO", "cât câștigă un CTO", "cine este CTO"},
	"Indonesian": {"Apa yang dilakukan CTO?", "apa itu CIO", "berapa gaji CTO", "siapa CTO"},
	"Vietnamese": {"CTO làm gì?", "CIO là gì", "lương CTO bao nhiêu"},
}

func TestAnotherLanguage(t *testing.T) {
	x := testIndex(t)
	for language, texts := range foreignTexts {
		for _, text := range texts {
			for _, form := range []string{text, strings.ToUpper(text), strings.ToLower(text)} {
				if r := x.Match(Query{Text: form}); !r.Foreign {
					t.Errorf("%s %q is taken for English (%s)", language, form, r.Normal)
				}
			}
		}
	}
}

// TestEnglishIsEnglish: what only looks foreign is matched: clear questions with
// courtesies in another language, names, typing errors, letters and loanwords.
func TestEnglishIsEnglish(t *testing.T) {
	x := testIndex(t)
	texts := []string{"what does a CTO do? спасибо", "Здравствуйте, what does a CTO do? спасибо большое за помощь", "请问 what is the difference between a CTO and a CIO？谢谢",
		"שלום, who does a CISO report to?", "こんにちは、how much does a CIO earn?", "hola, what does a CTO do? gracias", "what is a CTO? merci beaucoup", "danke! what does a CISO do?",
		"what does a CTO earn in Zürich", "CTO résumé", "wer does a cto report to", "wich role is über all others, cto or cio", "the El Paso CTO job market", "what is a CTO in München",
		"MIT degree for a CTO", "un CTO", "Kim is our new CTO, what should she do first", "CTO salary in Łódź", "what does a CTO do at Citroën", "co-founder and CTO", "CTO per diem",
		"naïve question: what is a CISO", "CTO 🙏 salary?", "ｗｈａｔ ｄｏｅｓ ａ ＣＴＯ ｄｏ"}
	for _, text := range append(texts, goldenTexts(t)...) {
		if text == "auf deutsch?" { // the one golden question in another language
			continue
		}
		if r := x.Match(Query{Text: text}); r.Foreign {
			t.Errorf("%q is taken for another language, or none (%s)", text, r.Normal)
		}
	}
	for mixed, bare := range map[string]string{"what does a CTO do? спасибо": "what does a CTO do?", "请问 what is the difference between a CTO and a CIO？谢谢": "what is the difference between a CTO and a CIO?"} {
		if got, want := x.Match(Query{Text: mixed}), x.Match(Query{Text: bare}); got.Confidence() != want.Confidence() || got.Candidates[0].Entry != want.Candidates[0].Entry {
			t.Errorf("%q: %s %.2f, alone %s %.2f", mixed, got.Candidates[0].Entry, got.Confidence(), want.Candidates[0].Entry, want.Confidence())
		}
	}
}
