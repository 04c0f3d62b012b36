// The interactive elements of Block Kit. In a message or a section, using one is sent to the workspace at once; in an input block
// it is read when the modal is submitted.
import { h, add, fill, icon, fresh, later, menu, confirmed, toast } from './dom.js';
import { text, words } from './text.js';
import { picture } from './blocks.js';

/** Draws an element whose use is sent at once. b is its block. */
export function element(e, b, ctx) {
  const send = async (what) => {
    if (!(await confirmed(e.confirm))) return false;
    const values = e.type === 'button' ? Object.fromEntries((ctx.inputs ?? []).map((i) => [i.block, i.get() ?? ''])) : {};
    return ctx.act({ do: 'click', ...ctx.target, action: e.action_id, block: b.block_id, values, ...what });
  };
  switch (e.type) {
    case 'image': return picture(e, 'accessory-picture');
    case 'button': return button(e, send);
    case 'icon_button': if (e.visible_to_user_ids && !e.visible_to_user_ids.includes(ctx.names.me)) return null;
      return h('button', { type: 'button', class: 'btn icon', 'aria-label': e.accessibility_label ?? words(e.text), title: words(e.text), onclick: () => send({ label: words(e.text) }) }, icon('trash'));
    case 'feedback_buttons': return feedback(e, send);
    case 'overflow': return menu(h('button', { type: 'button', class: 'btn icon', 'aria-label': 'More actions' }, icon('more')),
      (e.options ?? []).map((o) => ({ label: words(o.text), hint: words(o.description), run: () => send({ option: o.value }) })));
    default: {
      const c = control(e, words(e.placeholder) || e.type.replaceAll('_', ' '), ctx, b);
      if (!c) return h('span', { class: 'unknown' }, `An element of type “${e.type}”`);
      c.changed(() => {
        const v = c.get();
        if (v === '' || v === null) return;
        send(Array.isArray(v) ? { options: v } : isOption(e.type) ? { option: v } : { input: v });
      });
      return c.node;
    }
  }
}

const isOption = (type) => /select$|radio/.test(type) && !/^(users|conversations|channels)_/.test(type);

function button(e, send) {
  const style = e.style === 'primary' ? ' primary' : e.style === 'danger' ? ' danger' : '';
  if (e.url) {
    let ok = false;
    try { ok = ['http:', 'https:'].includes(new URL(e.url).protocol); } catch { /* no address */ }
    if (ok) return h('a', { class: `btn${style}`, href: e.url, target: '_blank', rel: 'noopener noreferrer', onclick: () => { send({ label: e.text?.text, value: e.value }); } }, words(e.text), ' ↗');
  }
  return h('button', { type: 'button', class: `btn${style}`, 'data-action': e.action_id, title: e.accessibility_label, onclick: () => send({ label: e.text?.text, value: e.value }) }, words(e.text));
}

function feedback(e, send) {
  const group = h('span', { class: 'feedback', role: 'group', 'aria-label': 'Rate this answer' });
  const one = (b, name) => {
    const node = h('button', { type: 'button', class: 'btn quiet-btn', 'aria-pressed': 'false', 'data-action': e.action_id, title: b.accessibility_label, onclick: async () => {
      if (!(await send({ label: b.text?.text, value: b.value }))) return;
      for (const o of group.children) o.setAttribute('aria-pressed', String(o === node));
    } }, icon(name), words(b.text));
    return node;
  };
  return add(group, [one(e.positive_button ?? {}, 'up'), one(e.negative_button ?? {}, 'down')]);
}

/**
 * A control with a value: {node, get(), set(v), changed(f), field}. field is what a label names. Null for types that are not known.
 */
export function control(e, label, ctx, b, id) {
  const simple = (node) => ({ node, field: node, get: () => node.value, set: (v) => { node.value = v ?? ''; }, changed: (f) => node.addEventListener('change', f) });
  const name = id ? { id } : { 'aria-label': label };
  const common = { ...name, 'data-action': e.action_id };
  switch (e.type) {
    case 'plain_text_input': {
      const limits = { maxlength: e.max_length, placeholder: words(e.placeholder) || null, value: e.initial_value ?? '' };
      return simple(e.multiline ? h('textarea', { ...common, ...limits, rows: '4' }) : h('input', { ...common, ...limits, type: 'text' }));
    }
    case 'email_text_input': return simple(h('input', { ...common, type: 'email', placeholder: words(e.placeholder) || null, value: e.initial_value ?? '' }));
    case 'url_text_input': return simple(h('input', { ...common, type: 'url', placeholder: words(e.placeholder) || null, value: e.initial_value ?? '' }));
    case 'number_input': return simple(h('input', { ...common, type: 'number', step: e.is_decimal_allowed ? 'any' : '1', min: e.min_value, max: e.max_value, value: e.initial_value ?? '' }));
    case 'datepicker': return simple(h('input', { ...common, type: 'date', value: e.initial_date ?? '' }));
    case 'timepicker': return simple(h('input', { ...common, type: 'time', value: e.initial_time ?? '' }));
    case 'static_select': return simple(select(e, common, label));
    case 'users_select': return simple(select({ ...e, options: ctx.names.people().map((u) => ({ text: u.real_name, value: u.id })), initial_option: e.initial_user && { value: e.initial_user } }, common, label));
    case 'channels_select': case 'conversations_select':
      return simple(select({ ...e, options: ctx.names.channels().map((c) => ({ text: `#${c.name}`, value: c.id })), initial_option: { value: e.initial_conversation ?? e.initial_channel } }, common, label));
    case 'multi_static_select': return several(e, label, id);
    case 'external_select': return typeahead(e, label, ctx, b, id);
    case 'multi_external_select': return collected(e, label, ctx, b, id);
    case 'radio_buttons': case 'checkboxes': return choices(e, label, id);
    default: return null;
  }
}

function select(e, common, label) {
  const one = (o) => h('option', { value: o.value, selected: o.value === e.initial_option?.value }, words(o.text));
  return h('select', common, h('option', { value: '' }, words(e.placeholder) || label),
    e.option_groups ? e.option_groups.map((g) => h('optgroup', { label: words(g.label) }, g.options.map(one))) : (e.options ?? []).map(one));
}

/** A menu of which several may be chosen: a list of boxes that opens, since a browser's own needs a key to choose more than one. */
function several(e, label, id) {
  const c = choices({ ...e, type: 'checkboxes', options: e.options ?? (e.option_groups ?? []).flatMap((g) => g.options) }, label, id);
  const summary = h('summary', { ...(id ? { id } : {}), 'data-action': e.action_id });
  const count = () => {
    const n = c.get().length;
    summary.textContent = n ? `${label}: ${n}` : label;
    for (const box of c.node.querySelectorAll('input')) box.disabled = n >= (e.max_selected_items ?? Infinity) && !box.checked;
  };
  count();
  c.node.removeAttribute('data-action');
  c.node.addEventListener('change', count);
  return { ...c, node: h('details', { class: 'several' }, summary, c.node), field: summary, set: (v) => { c.set(v); count(); } };
}

function choices(e, label, id) {
  const many = e.type === 'checkboxes';
  const name = fresh('choice');
  const chosen = many ? (e.initial_options ?? []).map((o) => o.value) : [e.initial_option?.value];
  const inputs = (e.options ?? []).map((o) => h('input', { type: many ? 'checkbox' : 'radio', name, value: o.value, checked: chosen.includes(o.value) }));
  const node = h('div', { class: 'choices', role: many ? 'group' : 'radiogroup', 'data-action': e.action_id, ...(id ? { 'aria-labelledby': `${id}-label` } : { 'aria-label': label }) },
    inputs.map((input, i) => h('label', null, input, h('span', null, words(e.options[i].text), e.options[i].description && h('span', { class: 'quiet' }, words(e.options[i].description))))));
  const get = () => { const on = inputs.filter((i) => i.checked).map((i) => i.value); return many ? on : (on[0] ?? ''); };
  return { node, field: inputs[0], get, set: (v) => inputs.forEach((i) => { i.checked = [v].flat().includes(i.value); }), changed: (f) => node.addEventListener('change', f) };
}

const TYPING_MS = 120; // a pause in typing after which the bot is asked. A choice: about the time between two letters
const MIN_QUERY = 3; // Slack's default of min_query_length (its page "Select menu element")

/** The options seen so far, by action and value: a form that is drawn again shows what was picked in it. */
const seen = new Map();
const remember = (e, options) => options.forEach((o) => seen.set(`${e.action_id} ${o.value}`, o));
const recall = (e, value) => seen.get(`${e.action_id} ${value}`);

/** A menu of which several may be chosen, one search after the other. */
function collected(e, label, ctx, b, id) {
  let chosen = e.initial_options ?? [], onChange = () => {};
  remember(e, chosen);
  const find = typeahead({ ...e, initial_option: null }, label, ctx, b, id);
  const list = h('ul', { class: 'collected', 'aria-label': `${label}: chosen` });
  const change = (options) => { chosen = options.slice(0, e.max_selected_items ?? Infinity); draw(); onChange(); };
  const draw = () => fill(list, chosen.map((o) => h('li', null, words(o.text),
    h('button', { type: 'button', class: 'plain', 'aria-label': `Remove ${words(o.text)}`, onclick: () => { change(chosen.filter((c) => c !== o)); find.field.focus(); } }, icon('close')))));
  find.changed(() => { const o = recall(e, find.get()); find.set(''); if (o && !chosen.some((c) => c.value === o.value)) change([...chosen, o]); });
  draw();
  return { node: h('div', null, list, find.node), field: find.field, get: () => chosen.map((o) => o.value), changed: (f) => { onChange = f; },
    set: (values) => { chosen = [values].flat().map((v) => recall(e, v)).filter(Boolean); draw(); } };
}

/** A menu whose options the bot sends while the person types. */
function typeahead(e, label, ctx, b, id) {
  const listID = fresh('options');
  const list = h('ul', { class: 'listbox', role: 'listbox', id: listID, 'aria-label': label, hidden: true });
  const input = h('input', { type: 'text', role: 'combobox', autocomplete: 'off', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': listID,
    'data-action': e.action_id, placeholder: words(e.placeholder) || 'Search', ...(id ? { id } : { 'aria-label': label }) });
  const node = h('span', { class: 'typeahead' }, input, list);
  let options = [], at = -1, value = e.initial_option?.value ?? '', onChange = () => {}, asked = 0;
  input.value = words(e.initial_option?.text);
  remember(e, [e.initial_option].filter(Boolean));
  const show = (open) => { list.hidden = !open; input.setAttribute('aria-expanded', String(open)); if (open) list.scrollIntoView({ block: 'nearest' }); else mark(-1); };
  const mark = (i) => {
    at = i;
    [...list.querySelectorAll('[role=option]')].forEach((o, j) => o.setAttribute('aria-selected', String(j === i)));
    if (i < 0) input.removeAttribute('aria-activedescendant');
    else { input.setAttribute('aria-activedescendant', `${listID}-${i}`); list.querySelector(`#${listID}-${i}`).scrollIntoView({ block: 'nearest' }); }
  };
  const take = (i) => { value = options[i].value; input.value = words(options[i].text); show(false); onChange(); };
  const offer = (answer) => {
    options = [];
    remember(e, answer.options ?? (answer.option_groups ?? []).flatMap((g) => g.options));
    const rows = [];
    const one = (o) => { const i = options.push(o) - 1; rows.push(h('li', { role: 'option', id: `${listID}-${i}`, 'aria-selected': 'false', onmousedown: (ev) => { ev.preventDefault(); take(i); } }, words(o.text), o.description && h('span', { class: 'quiet' }, words(o.description)))); };
    if (answer.option_groups) for (const g of answer.option_groups) { rows.push(h('li', { role: 'presentation', class: 'group' }, words(g.label))); g.options.forEach(one); }
    else (answer.options ?? []).forEach(one);
    if (!rows.length) rows.push(h('li', { role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' }, 'Nothing found'));
    list.replaceChildren(...rows);
    show(true);
  };
  const ask = () => later(listID, TYPING_MS, async () => {
    if (input.value.length < (e.min_query_length ?? MIN_QUERY)) { show(false); return; }
    const mine = ++asked;
    const answer = await ctx.act({ do: 'suggest', ...ctx.target, action: e.action_id, block: b.block_id, value: input.value });
    if (answer && mine === asked && document.activeElement === input) offer(answer.options ?? {});
  });
  input.addEventListener('input', () => { value = ''; ask(); });
  input.addEventListener('focus', () => { if (!value) ask(); });
  input.addEventListener('blur', () => show(false));
  input.addEventListener('keydown', (ev) => {
    if (list.hidden && ev.key !== 'ArrowDown') return;
    if (ev.key === 'ArrowDown') { if (list.hidden) ask(); else if (options.length) mark((at + 1) % options.length); } else if (ev.key === 'ArrowUp') mark((at - 1 + options.length) % options.length);
    else if (ev.key === 'Enter' && at >= 0) take(at);
    else if (ev.key === 'Escape') show(false); else return;
    ev.preventDefault();
  });
  const set = (v) => { value = v ?? ''; input.value = words(recall(e, value)?.text); };
  return { node, field: input, get: () => value, set, changed: (f) => { onChange = f; } };
}

/** An input block: label, control, hint, and a place for what is wrong. */
export function inputOf(b, ctx) {
  const id = fresh('input');
  const c = control(b.element ?? {}, words(b.label), ctx, b, id);
  if (!c) return h('div', { class: 'unknown' }, `An input of type “${b.element?.type}”: ${words(b.label)}`);
  const error = h('p', { class: 'error', id: `${id}-error`, hidden: true });
  const hint = b.hint && h('p', { class: 'quiet', id: `${id}-hint` }, text(b.hint, ctx.names));
  const several = b.element.type === 'radio_buttons' || b.element.type === 'checkboxes';
  const label = h(several ? 'span' : 'label', { class: 'label', id: `${id}-label`, for: several ? null : id }, words(b.label), b.optional && h('span', { class: 'quiet' }, ' (optional)'));
  if (b.element.type !== 'radio_buttons' && b.element.type !== 'checkboxes' && !b.optional) c.field.setAttribute('aria-required', 'true');
  const marked = b.element.type === 'radio_buttons' ? c.node : c.field;
  c.field?.setAttribute('aria-describedby', `${id}-error${hint ? ` ${id}-hint` : ''}`);
  ctx.inputs?.push({
    block: b.block_id, get: c.get, set: c.set,
    fail(message) {
      error.hidden = !message;
      error.textContent = message ?? '';
      if (b.element.type === 'checkboxes') return;
      if (message) marked.setAttribute('aria-invalid', 'true'); else marked?.removeAttribute('aria-invalid');
    },
    focus: () => c.field?.focus(), must: !b.optional, label: words(b.label),
  });
  const tell = () => ctx.act({ do: 'click', ...ctx.target, action: b.element.action_id, block: b.block_id, [isOption(b.element.type) ? 'option' : 'input']: c.get() }).catch(() => toast('That did not reach the bot'));
  // A text is told at Enter, Slack's default; a browser's "change" comes as well when the field is only left.
  if (b.dispatch_action && b.element.type === 'plain_text_input') c.field.addEventListener('keydown', (e) => { if (e.key === 'Enter' && !e.isComposing) tell(); });
  else if (b.dispatch_action) c.changed(tell);
  return h('div', null, label, c.node, hint, error);
}
