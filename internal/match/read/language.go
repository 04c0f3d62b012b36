package read

import (
	"strings"

	"rolecall/internal/match/spell"
)

// Language is how strongly a word points to another language and to English: 1 for a
// word of it, more for a long word of a script without blanks, 0 for none. known
// reports whether a word is in the corpus or in English.
func Language(w Word, known func(string) bool) (foreign, english float64) {
	switch {
	case w.Script > 0:
		return float64(w.Script), 0
	case glossary[w.Text] != "" || foreignWords[w.Text]:
		return 1, 0
	case foreignHints[w.Text]:
		return hintWeight, 0
	case w.Accent && !known(w.Text): // but "résumé" is English
		return hintWeight, 0
	case filler[w.Text] && !sharedWords[w.Text]:
		return 0, 1
	case !filler[w.Text] && !w.Accent && len(w.Text) > 1 && known(w.Text):
		return 0, hintWeight // many such words are used in other languages too: "manager", "startup"
	}
	return 0, 0
}

// hintWeight is the weight of a word that only suggests a language: two of them
// count as one word that proves it. A choice; 0.34 and 0.7 give the same figures on
// the golden set (2026-11-26).
const hintWeight = 0.5

// WithoutOtherScripts drops the words of other scripts from a text that also holds a
// clear question in English: "what does a CTO do? спасибо".
func WithoutOtherScripts(ws []Word) []Word {
	var out []Word
	other, clear := false, false
	known, asks := 0, false // since the last word of another script
	for _, w := range ws {
		if w.Script > 0 {
			other, known, asks = true, 0, false
			continue
		}
		out = append(out, w)
		if filler[w.Text] || spell.Ordinary(w.Text) {
			known++
		}
		asks = asks || askWords[w.Text]
		clear = clear || asks && known >= clearWords
	}
	if !other || !clear {
		return ws
	}
	return out
}

// clearWords is the fewest English words, without those of roles, that make a
// question clear: "what is a CTO" has three.
const clearWords = 3

var askWords = Set(QuestionWords + " was tell explain compare describe need")

// sharedWords are English words that are common in another language too, and so
// point to neither.
var sharedWords = Set("a an am as at was what is i in me no do so on or all also one we he")

// Translation is the English for a word of another language, or "".
func Translation(w string) string { return glossary[w] }

// glossary maps words of other languages to English, to name the nearest topics with
// the reply that answers are in English only. No key is an English word.
var glossary = table(`
	wem=whom|wer=who|wie=how|wieviel=how|warum=why|wann=when|welche=which|welcher=which|welches=which|wo=where|ein=a|eine=a|einen=a|einem=a|einer=a
	der=the|das=the|und=and|oder=or|ist=is|sind=are|fuer=for|fur=for|zwischen=between|brauchen=need|braucht=need|brauche=need|macht=do|verdient=earn
	verdienen=earn|gehalt=salary|berichtet=report|berichten=report|unterschied=difference|aufgaben=responsibilities|aufgabe=responsibility
	fragen=questions|kandidaten=candidates|wird=become|werden=become|einstellen=hire|ausbildung=education|erfahrung=experience
	stellenbeschreibung=description|bewerbungsgesprach=interview|vorstellungsgesprach=interview|kostet=cost|nicht=not|wir=we|ich=i|sich=self|von=of|zu=to
	bei=at
	quel=which|quelle=which|quels=which|quelles=which|qui=who|quoi=what|pourquoi=why|quand=when|combien=how|sont=are|une=a|le=the|les=the|du=of
	entre=between|fait=do|gagne=earn|salaire=salary|faut=need|besoin=need|embaucher=hire|recruter=recruit|avec=with|dans=in|devenir=become
	entretien=interview|et=and
	que=what|quien=whom|cual=which|cuales=which|como=how|cuanto=how|cuando=when|donde=where|por=for|el=the|las=the|una=a|hace=do|gana=earn|sueldo=salary
	salario=salary|diferencia=difference|necesitamos=need|necesita=need|contratar=hire|entrevista=interview|preguntas=questions
	responsabilidades=responsibilities|reporta=report
	cosa=what|chi=whom|quale=which|quali=which|perche=why|quanto=how|quando=when|gli=the|guadagna=earn|stipendio=salary|differenza=difference|abbiamo=we
	bisogno=need|assumere=hire|colloquio=interview|domande=questions|diventare=become|sono=are|della=of
	welk=which|waarom=why|wanneer=when|hoeveel=how|een=a|het=the|zijn=are|doet=do|salaris=salary|verschil=difference|tussen=between|nodig=need|hebben=have
	wij=we|moet=must|aannemen=hire|sollicitatiegesprek=interview|vragen=questions|rapporteert=report|aan=to|voor=for
	quem=whom|qual=which|quais=which|porque=why|onde=where|faz=do|ganha=earn|diferenca=difference|precisamos=need|precisa=need|uma=a|dos=of
	perguntas=questions|responsabilidade=responsibility|tornar=become`)

// foreignWords are small words of other languages that are not words of English,
// with their accents folded: German, French, Spanish, Portuguese, Italian, Polish,
// Czech, Croatian, Turkish, Swedish, Danish and Norwegian, Finnish, Hungarian,
// Romanian, Indonesian, Tagalog. The glossary has more.
var foreignWords = Set(`wozu auf auch mir mich ihr soll sollte kann zur zum eines gibt wieso weshalb uber nach sind kein keine mein meine unser unsere wen sich beim
	cest quun dun nous vous notre votre rapporte sert cette elle ils lui peut doit
	quienes llegar puede nuestro nuestra hacer ser tiene quiero
	nao voce sao fazer nosso nossa tem devo
	cose nella tra della dello questo puo fare serve nostro
	hoe wordt worden heeft kunnen onze mijn werkt
	robi jest ile czym sie komu kto czy zostac jaki jaka jakie gdzie kiedy dlaczego ktory ktora oraz potrzebujemy roznica pomiedzy miedzy podlega zarabia
	dela kdo kolik vydelava jaky rozdil mezi proc nebo potrebujeme
	sto tko koliko zaraduje izmedu razlika koja kako treba
	nedir kimdir kadar kazanir kazanır yapar arasindaki arasındaki fark kime baglidir bağlıdır bir maasi maaşı nasil nasıl icin hangi neden olmak gerekir
	vad gor tjanar vem skillnaden mellan och varfor behover vilka hur mycket
	hvad hva hvor hvem hvordan hvorfor meget laver tjener gjor forskellen mellem mellom ikke
	mita mika kuka paljonko ansaitsee tekee miten miksi onko
	csinal egy mennyit hogyan miert kulonbseg kozott
	este cine castiga pentru intre diferenta sunt
	apa itu berapa gaji siapa yang dilakukan bagaimana mengapa adalah dengan untuk perbedaan antara
	ano ang mga sino magkano ginagawa`)

// foreignHints are small words of other languages that are also names, letters or
// typing errors in English.
var foreignHints = Set("un la est ce que pour para del los es um che co kim je ar er en ett mi az ki ne ve nie dla jak og kell ng quest lun comment des per con mit den")

// IsThanks reports whether a text without words holds a thumbs-up or the like.
func IsThanks(text string) bool {
	for _, sign := range []string{"👍", "🙏", "❤", "👏", "🙌", "👌", ":+1:", ":thumbsup:", ":pray:", ":heart:", ":clap:", ":raised_hands:", ":ok_hand:"} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}
