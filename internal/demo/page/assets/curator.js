// The curator's panel: why a question is answered as it is, the questions without an answer, and the forms in which answers are written.
// Those are the bot's own, as in Slack; the page draws them here as it draws a modal.
import { h, fill, fresh, failure, confirmed } from './dom.js';
import { blocks } from './blocks.js';
import { control } from './elements.js';
import { context, names, state } from './app.js';

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

// The bot's names of what its buttons do (package draw), and of the menu of entries.
const OPEN = 'open', WRITE = 'cur_write', MEANS = 'cur_means', DRAFT = 'cur_draft', ACCEPT = 'cur_accept', ACCEPT_ALL = 'cur_accept_all', REJECT = 'cur_reject', PICK = 'cur_means_pick';
const NOTHING = '{}', refOf = (entry) => JSON.stringify({ e: entry }); // what a button is about, as the bot writes it

const deed = (d) => ask('do', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(d) });
const suggest = (what, question) => ask(`options?${new URLSearchParams({ action: what.action, typed: what.value, question: question ?? '' })}`);
const nowhere = async () => null; // what the buttons of a preview do

const wait = () => h('p', { class: 'quiet' }, 'One moment…'); // the bot learns the new words before an answer is in service

/** Has the buttons in a form do only what they say: one alone sends it. */
const sendNothing = (node) => node.querySelectorAll('button').forEach((b) => { b.type = 'button'; });

const problem = (e) => h('p', { class: 'error', role: 'alert' }, e.message.split('\n').flatMap((line, i) => (i ? [h('br'), line] : [line])));

/** The panel's content. */
export function curator() {
  const body = h('div', { class: 'scroll curator', tabindex: '0', role: 'tabpanel' });
  const tabs = {}, stacks = {}; // of each tab what is open in it, one over the other: what was typed stays while one looks elsewhere
  let current = '', asked = '';

  const top = () => stacks[current].at(-1);
  function show(name, text) {
    current = name;
    for (const [key, tab] of Object.entries(tabs)) { tab.setAttribute('aria-selected', String(key === name)); tab.tabIndex = key === name ? 0 : -1; }
    body.setAttribute('aria-labelledby', tabs[name].id);
    top().refresh?.(text);
    fill(body, top().node);
    body.scrollTop = 0;
    (body.querySelector('h3[tabindex]') ?? body.querySelector('input'))?.focus();
  }

  const done = (r) => r.said && [h('p', { class: 'good' }, r.said, asked && r.view && current === 'answers' && [' ', h('button', { type: 'button', class: 'plain link', onclick: () => show('explain', asked) }, `Ask “${asked}” again`)]),
    r.notes?.length > 0 && h('ul', { class: 'notes' }, r.notes.map((n) => h('li', null, n)))];

  /** Shows what came of a deed. sent: it was a form, in whose place the result stands. */
  function take(r, sent) {
    if (r.ask) { show('explain', r.ask); return; }
    if (r.done) stacks[current].splice(1);
    else if (r.view && sent) stacks[current].pop();
    if (r.view) stacks[current].push(view(r)); else if (r.done) top().said = done(r);
    if (r.view || r.done) show(current);
    if (r.view && r.errors) top().faults(r.errors);
  }

  async function press(d, said) {
    fill(said, wait());
    try { take({ ...await deed(d), question: d.text }); } catch (e) { fill(said, problem(e)); }
  }

  /** Opens an entry, over whatever is open in its tab. */
  function look(entry) {
    show('answers');
    press({ do: OPEN, ref: refOf(entry) }, stacks.answers[0].status);
  }

  /** A view of the bot: a form, or something to read. */
  function view(r) {
    const v = r.view, inputs = [], title = fresh('view');
    let typed = false;
    const said = h('div', { role: 'status' }, done(r)), preview = h('div', { class: 'preview' });
    const values = () => Object.fromEntries(inputs.map((i) => [i.block, i.get() ?? '']));
    const faults = (errors) => {
      for (const i of inputs) i.fail(errors[i.block] ?? '');
      inputs.find((i) => errors[i.block])?.focus();
      fill(said, Object.entries(errors).filter(([block]) => !inputs.some((i) => i.block === block)).map(([, text]) => problem(new Error(text))));
    };
    const run = async (d, sent) => {
      faults({});
      fill(preview);
      fill(said, wait());
      try {
        const out = await deed({ ...d, values: values() });
        fill(said);
        if (out.errors && !out.view) faults(out.errors);
        if (out.blocks) { fill(preview, blocks(out.blocks, context({}, 4, { act: nowhere }))); sendNothing(preview); preview.scrollIntoView({ block: 'nearest' }); }
        take(out, sent);
      } catch (e) { fill(said, problem(e)); said.scrollIntoView({ block: 'nearest' }); }
    };
    const act = (what) => (what.do === 'suggest' ? suggest(what, r.question) : run({ do: what.action.split('.')[0], ref: what.value }));
    const about = (b) => !(v.submit && b.type === 'context'); // a form's small lines tell of Slack, where the preview is a message
    const content = blocks(v.blocks.filter(about), context({}, 4, { inputs, act }));
    const send = v.submit && h('button', { class: 'btn primary' }, v.submit.text);
    const submit = async (e) => {
      e.preventDefault();
      const missing = inputs.filter((i) => i.must && [i.get()].flat().join('').trim() === '');
      if (missing.length) { faults(Object.fromEntries(missing.map((i) => [i.block, 'Please complete this field']))); return; }
      send.disabled = true;
      await run({ do: v.callback_id, ref: v.private_metadata }, true);
      send.disabled = false;
    };
    const back = async () => {
      if (typed && !(await confirmed({ title: { text: 'Throw away what you typed?' }, text: { text: 'It has not been saved.' }, confirm: { text: 'Throw away' }, deny: { text: 'Keep writing' }, style: 'danger' }))) return;
      stacks[current].pop();
      show(current);
    };
    const head = h('div', { class: 'view-head' }, h('button', { type: 'button', class: 'btn', onclick: back }, 'Back'), h('h3', { id: title, tabindex: '-1' }, v.title.text));
    const node = send ? h('form', { 'aria-labelledby': title, novalidate: true, onsubmit: submit, oninput: () => { typed = true; } }, head, content, preview, said, h('div', { class: 'view-foot' }, send))
      : h('section', { 'aria-labelledby': title }, head, said, content);
    for (const part of [head, ...content]) sendNothing(part);
    return { node, faults };
  }

  function explain() {
    const out = h('div', { 'aria-live': 'polite' });
    const id = fresh('question');
    const input = h('input', { type: 'text', id, autocomplete: 'off' });
    const run = async () => {
      asked = input.value.trim();
      if (!asked) return;
      try { fill(out, explained(await ask(`explain?text=${encodeURIComponent(asked)}`))); } catch (e) { fill(out, problem(e)); }
    };
    const node = h('div', null, h('p', { class: 'quiet' }, 'People write the answers. Here they see why one was chosen, change it, and find the questions that had none.'),
      h('form', { class: 'line', onsubmit: (e) => { e.preventDefault(); run(); } }, h('label', { class: 'label', for: id }, 'A question, as someone would type it'), h('div', null, input, h('button', { class: 'btn primary' }, 'Explain'))), out);
    return { node, refresh: (text) => { if (text) { input.value = text; run(); } } };
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
      h('div', { class: 'candidate' }, h('button', { class: 'plain link', title: 'See and edit this answer', onclick: () => look(c.entry) }, c.entry), h('span', { class: 'score', title: `score of its words ${c.score.toFixed(2)}` }, percent(c.chance))),
      c.question && h('div', null, c.question), c.matched && c.matched !== c.question && h('div', { class: 'quiet' }, 'nearest phrasing: ', c.matched),
      c.features?.length > 0 && h('details', null, h('summary', null, 'What weighed'), h('ul', { class: 'features' }, c.features.map((f) => h('li', null, h('meter', { min: '0', max: '1', value: String(Math.abs(f.weight) / most), class: f.weight < 0 ? 'against' : 'for', 'aria-label': `weight of ${f.text}` }), h('span', null, f.text), h('span', { class: 'score' }, `${f.weight > 0 ? '+' : ''}${f.weight.toFixed(2)}`))))));
  }

  function answers() {
    const id = fresh('entry'), status = h('div', { role: 'status' });
    const menu = control({ type: 'external_select', action_id: PICK, min_query_length: 1, placeholder: { text: 'Type to search' } }, 'An answer to see or edit', context({}, 4, { act: (what) => suggest(what) }), {}, id);
    menu.changed(() => { const entry = menu.get(); menu.set(''); look(entry); });
    const root = { status, refresh: () => { fill(status, root.said); root.said = null; } };
    root.node = h('div', null, status, h('label', { class: 'label', for: id }, 'An answer to see or edit'), menu.node,
      h('div', { class: 'b-actions' }, h('button', { class: 'btn', onclick: () => press({ do: WRITE, ref: NOTHING }, status) }, 'New entry')),
      state.fleeting && h('p', { class: 'quiet' }, 'What you save here is gone when the demo ends. With “rolecall demo --data FOLDER” it is kept.'));
    return root;
  }

  /** A list of what waits for a curator, read again whenever one comes back to it. */
  function waiting(list) {
    const out = h('div', null, h('p', { class: 'quiet' }, 'Loading…')), status = h('div', { role: 'status' });
    const root = { status, node: h('div', null, status, out) };
    let drawn = '';
    root.refresh = async () => {
      fill(status, root.said);
      root.said = null;
      try {
        const work = await ask('work'), now = JSON.stringify(work);
        if (now !== drawn) fill(out, list(work, status)); // what has the focus stays where nothing changed
        drawn = now;
      } catch (e) { fill(out, problem(e)); }
    };
    return root;
  }

  const misses = (work, status) => (work.misses.length ? h('ol', { class: 'candidates' }, work.misses.map((m) => h('li', null,
    h('div', { class: 'candidate' }, h('b', null, m.text), h('span', { class: 'score' }, `× ${m.count}`)),
    m.nearest?.length > 0 && h('div', { class: 'quiet' }, 'Nearest: ', m.nearest.map((c, i) => [i > 0 && ', ', h('button', { class: 'plain link', title: c.entry, onclick: () => look(c.entry) }, c.title)])),
    h('div', { class: 'b-actions' }, h('button', { class: 'btn', onclick: () => press({ do: MEANS, ref: NOTHING, text: m.text }, status) }, 'It means…'),
      h('button', { class: 'btn', onclick: () => press({ do: WRITE, ref: NOTHING, text: m.text }, status) }, 'Write an answer'),
      h('button', { class: 'btn', onclick: () => show('explain', m.text) }, 'Explain'))))) : h('p', { class: 'quiet' }, 'So far no question was left without an answer.'));

  const drafts = (work, status) => (work.drafts.length ? [work.drafts.filter((d) => d.question).length > 1 && h('div', { class: 'b-actions' }, h('button', { class: 'btn', onclick: () => press({ do: ACCEPT_ALL, ref: NOTHING }, status) }, 'Accept all')),
    h('ol', { class: 'candidates' }, work.drafts.map((d) => h('li', null, h('b', null, d.question || 'An answer without a question'), h('div', { class: 'quiet' }, d.from ? `from ${d.from}` : `written by ${names.user(d.by) ?? 'someone'}`), h('p', null, d.short),
      h('div', { class: 'b-actions' }, [[DRAFT, 'See and edit'], d.question && [ACCEPT, 'Accept'], [REJECT, 'Not this']].filter(Boolean).map(([what, label]) => h('button', { class: 'btn', onclick: () => press({ do: what, ref: d.ref }, status) }, label))))))]
    : h('p', { class: 'quiet' }, 'No answer waits to be accepted. Colleagues who were asked write some.'));

  for (const [name, label, root] of [['explain', 'Why this answer', explain()], ['answers', 'Answers', answers()], ['misses', 'Misses', waiting(misses)], ['drafts', 'Drafts', waiting(drafts)]]) {
    stacks[name] = [root];
    tabs[name] = h('button', { role: 'tab', id: fresh('tab'), class: 'plain', onclick: () => show(name) }, label);
  }
  const bar = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Curator', onkeydown: (e) => {
    const all = Object.values(tabs), move = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (move) { const next = all[(all.indexOf(document.activeElement) + move + all.length) % all.length]; next.click(); next.focus(); }
  } }, Object.values(tabs));
  show('explain');
  return [bar, body];
}
