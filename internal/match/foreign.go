package match

import "strings"

// foreign reports whether a text is in German, French, Spanish, Italian, Dutch or
// Portuguese: more words of the glossary than of plain English stand in it.
func foreign(ws []word) bool {
	theirs, ours := 0, 0
	for _, w := range ws {
		switch {
		case glossary[w.text] != "":
			theirs++
		case filler[w.text] && !shared[w.text]:
			ours++
		}
	}
	return theirs > ours && theirs > 0
}

// shared are English words that are common in another language too; they prove
// nothing.
var shared = setOf("a an am as at was what is i in me no do so on or all also one we he")

// glossary gives the English for what people ask with in other languages, so
// that the nearest topics can be named with the apology that we speak English
// only. No word of it is English.
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

// thanks reports whether a text without a word is a thumb up or the like.
func thanks(text string) bool {
	for _, sign := range []string{"👍", "🙏", "❤", "👏", "🙌", "👌", ":+1:", ":thumbsup:", ":pray:", ":heart:", ":clap:", ":raised_hands:", ":ok_hand:"} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}
