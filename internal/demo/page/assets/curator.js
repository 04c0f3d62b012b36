// The curator's panel: why a question is answered as it is, an entry to edit, the questions without an answer.
import { h, fill, fresh, failure } from './dom.js';

async function ask(path, options) {
  const r = await fetch(`curator/${path}`, options);
  const answer = await r.json();
  if (!r.ok) throw new Error(failure(answer));
  return answer;
}

const percent = (x) => `${Math.round(x * 100)} %`;

// The matcher's reasons in words; an id that is not here is shown unchanged.
const REASONS = {
  exact: 'the question is in the corpus word for word', confident: 'one entry stands out', ambiguous: 'several entries are about equally near',
  'nothing-near': 'no entry is near enough', 'not-english': 'it does not read as English', empty: 'there is nothing to look for',
  role: 'it names a role and nothing else', 'two-readings': 'the letters stand for two roles', 'no-kit': 'there is no hiring kit for this role',
  'other-role': 'it is about a role that the corpus does not cover', 'other-meaning': 'the letters mean something else there',
  'live-fact': 'it asks for news, which the corpus does not have', 'named-person': 'it asks for a judgement of a person', action: 'it asks the bot to do something',
  'it-help': 'it asks for technical help', 'hr-admin': 'it asks about personnel matters', 'off-topic': 'it is about something else',
  greeting: 'it is a greeting', thanks: 'it says thanks', 'small-talk': 'it is small talk', asked: 'it was asked for by name', topics: 'it asks for the topics',
  distress: 'someone may need help from people', misconduct: 'it reports wrongdoing', dishonest: 'it asks how to make something up', gone: 'the entry was renamed or removed',
  'no-roles': 'it names no role to compare', 'one-role': 'it names only one role to compare', 'same-role': 'it names one role twice', 'unknown-role': 'it compares with a role that the corpus does not cover',
  'too-many-roles': 'it names more roles than fit into a comparison',
};

/** The panel's content. */
export function curator() {
  const body = h('div', { class: 'scroll curator', tabindex: '0', role: 'tabpanel' });
  const tabs = {};
  let asked = '', open = '';
  const drafts = new Map(); // of each entry, what was typed and not saved yet
  const show = (name, argument) => {
    for (const [key, tab] of Object.entries(tabs)) { tab.setAttribute('aria-selected', String(key === name)); tab.tabIndex = key === name ? 0 : -1; }
    body.setAttribute('aria-labelledby', tabs[name].id);
    fill(body, { explain, entry, misses }[name](argument));
    body.querySelector('input, textarea')?.focus();
  };
  const problem = (e) => h('p', { class: 'error', role: 'alert' }, e.message.split('\n').flatMap((line, i) => (i ? [h('br'), line] : [line])));

  function explain(text) {
    const out = h('div', { 'aria-live': 'polite' });
    const id = fresh('question');
    const input = h('input', { type: 'text', id, value: text ?? asked, autocomplete: 'off' });
    const run = async () => {
      asked = input.value.trim();
      if (!asked) return;
      try { fill(out, explained(await ask(`explain?text=${encodeURIComponent(asked)}`))); } catch (e) { fill(out, problem(e)); }
    };
    if (input.value) run();
    return [h('p', { class: 'quiet' }, 'People write the answers. Here they see why one was chosen, change it, and find the questions that had none.'),
      h('form', { class: 'line', onsubmit: (e) => { e.preventDefault(); run(); } }, h('label', { class: 'label', for: id }, 'A question, as someone would type it'), h('div', null, input, h('button', { class: 'btn primary' }, 'Explain'))), out];
  }

  function explained(x) {
    const read = [];
    if (x.normal && x.normal !== x.question) read.push(h('dt', null, 'Read as'), h('dd', null, x.normal));
    if (x.corrections?.length) read.push(h('dt', null, 'Corrected'), h('dd', null, x.corrections.map((c, i) => [i > 0 && ', ', h('s', null, c.from), ' ', c.to])));
    if (x.roles?.length) read.push(h('dt', null, 'Roles'), h('dd', null, x.roles.join(', ')));
    if (x.step) read.push(h('dt', null, 'Decided by'), h('dd', null, x.step));
    if (x.reason) read.push(h('dt', null, 'Because'), h('dd', { title: x.reason }, REASONS[x.reason] ?? x.reason.replaceAll('-', ' ')));
    if (x.why?.length) read.push(h('dt', null, 'Why'), h('dd', null, x.why.map((line) => h('div', null, line))));
    return h('div', null,
      h('p', { class: 'verdict' }, h('span', { class: `badge ${x.outcome}` }, x.outcome), ' ', x.entry && h('b', null, x.entry), ' ', x.outcome !== 'none' && h('span', { class: 'quiet' }, `confidence ${percent(x.confidence)}`)),
      read.length > 0 && h('dl', null, read),
      x.text && h('details', null, h('summary', null, 'What is answered'), h('p', { class: 'plain-answer' }, x.text)),
      h('h3', null, 'Candidates'),
      x.candidates?.length ? h('ol', { class: 'candidates' }, x.candidates.map(candidate)) : h('p', { class: 'quiet' }, 'None came near.'));
  }

  function candidate(c) {
    const most = Math.max(1e-9, ...(c.features ?? []).map((f) => Math.abs(f.weight)));
    return h('li', null,
      h('div', { class: 'candidate' }, h('button', { class: 'plain link', title: 'Edit this entry', onclick: () => show('entry', c.entry) }, c.entry), h('span', { class: 'score', title: `score of its words ${c.score.toFixed(2)}` }, percent(c.chance))),
      c.question && h('div', null, c.question), c.matched && c.matched !== c.question && h('div', { class: 'quiet' }, 'nearest phrasing: ', c.matched),
      c.features?.length > 0 && h('details', null, h('summary', null, 'What weighed'), h('ul', { class: 'features' }, c.features.map((f) => h('li', null, h('meter', { min: '0', max: '1', value: String(Math.abs(f.weight) / most), class: f.weight < 0 ? 'against' : 'for', 'aria-label': `weight of ${f.text}` }), h('span', null, f.text), h('span', { class: 'score' }, `${f.weight > 0 ? '+' : ''}${f.weight.toFixed(2)}`))))));
  }

  function entry(id) {
    open = id ?? open;
    const field = fresh('entry'), source = fresh('source'), known = fresh('ids');
    const input = h('input', { type: 'text', id: field, value: open, list: known, autocomplete: 'off' });
    const ids = h('datalist', { id: known });
    const out = h('div');
    const load = async () => {
      open = input.value.trim();
      try {
        const f = await ask(`entry?id=${encodeURIComponent(open)}`);
        fill(ids, (f.ids ?? []).map((i) => h('option', { value: i })));
        if (!f.id) { fill(out); return; }
        const draft = drafts.get(f.id);
        const text = h('textarea', { id: source, class: 'source', rows: '22', spellcheck: 'false', value: draft ?? f.source, oninput: () => { if (text.value === f.source) drafts.delete(f.id); else drafts.set(f.id, text.value); } });
        const said = h('div', { role: 'status' }, draft !== undefined && h('p', { class: 'quiet' }, 'Not saved yet: your edit of this entry.'));
        const save = async () => {
          try {
            await ask(`entry?id=${encodeURIComponent(f.id)}`, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ source: text.value }) });
            drafts.delete(f.id);
            fill(said, h('p', { class: 'good' }, 'Saved, and in service. ', asked && h('button', { class: 'plain link', onclick: () => show('explain') }, `Ask “${asked}” again`)));
          } catch (e) { fill(said, problem(e)); }
        };
        fill(out, h('p', { class: 'quiet' }, f.overlay ? 'Your own version, from the overlay.' : 'As shipped. Saving writes your own version to the overlay.', f.path && h('br'), f.path), h('label', { class: 'label', for: source }, 'The file'), text, said, h('button', { class: 'btn primary', onclick: save, disabled: !f.path }, 'Save'), !f.path && h('p', { class: 'quiet' }, 'There is no folder to write to: start with ROLECALL_KNOWLEDGE_DIR set to one.'));
      } catch (e) { fill(out, open && problem(e)); }
    };
    load();
    return [h('form', { class: 'line', onsubmit: (e) => { e.preventDefault(); load(); } }, h('label', { class: 'label', for: field }, 'An entry’s id'), h('div', null, input, ids, h('button', { class: 'btn' }, 'Open'))), out];
  }

  function misses() {
    const out = h('div', null, 'Loading…');
    ask('misses').then(({ misses: list }) => fill(out, list?.length ? h('ol', { class: 'candidates' }, list.map((m) => h('li', null,
      h('div', { class: 'candidate' }, h('b', null, m.text || '(text not kept)'), h('span', { class: 'score' }, `× ${m.count}`)),
      m.nearest?.length > 0 && h('div', { class: 'quiet' }, 'near: ', m.nearest.map((c, i) => [i > 0 && ', ', h('button', { class: 'plain link', onclick: () => show('entry', c.entry) }, c.entry)])),
      m.text && h('button', { class: 'btn', onclick: () => show('explain', m.text) }, 'Explain')))) : h('p', { class: 'quiet' }, 'So far no question was left without an answer.')), (e) => fill(out, problem(e)));
    return out;
  }

  for (const [name, label] of [['explain', 'Why this answer'], ['entry', 'Edit an entry'], ['misses', 'Misses']]) {
    tabs[name] = h('button', { role: 'tab', id: fresh('tab'), class: 'plain', onclick: () => show(name) }, label);
  }
  const bar = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Curator', onkeydown: (e) => {
    const all = Object.values(tabs), move = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (move) { const next = all[(all.indexOf(document.activeElement) + move + all.length) % all.length]; next.click(); next.focus(); }
  } }, Object.values(tabs));
  show('explain');
  return [bar, body];
}
