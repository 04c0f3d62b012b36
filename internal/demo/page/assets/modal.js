// Modals: what views.open, views.push and views.update show.
import { h, icon, fresh, fill, confirmed } from './dom.js';
import { blocks } from './blocks.js';
import { state, context, act } from './app.js';

export class Modal {
  constructor() {
    this.dialog = h('dialog', { class: 'modal' });
    // The key is taken before the browser closes the dialog, which it does at the second Escape whatever the page says.
    this.dialog.addEventListener('keydown', (e) => { if (e.key === 'Escape' && !e.defaultPrevented) { e.preventDefault(); this.leave(); } });
    this.dialog.addEventListener('cancel', (e) => { e.preventDefault(); this.leave(); }); // a phone's gesture for back
    this.dialog.addEventListener('input', () => { this.typed = true; });
    document.body.append(this.dialog);
    this.view = null;
  }

  /** Shows the view that was open when the page was loaded. */
  ready() { if (this.view) this.show(this.view); }

  show(view) {
    const kept = this.view?.id === view.id ? (this.inputs ?? []).map((i) => [i.block, i.get()]) : [];
    if (this.view?.id !== view.id || !view.submit) this.typed = false; // what took the place of a sent form has nothing to lose
    this.view = view;
    if (!state.live) return;
    const title = fresh('modal');
    this.inputs = [];
    this.note = h('p', { class: 'error', role: 'alert', hidden: true });
    const body = h('div', { class: 'modal-body', tabindex: '-1' }, blocks(view.blocks, context({ view: view.id }, 3, { inputs: this.inputs })), this.note);
    this.send = view.submit && h('button', { class: 'btn primary', type: 'submit' }, view.submit);
    fill(this.dialog, h('form', { novalidate: true, onsubmit: (e) => { e.preventDefault(); this.submit(); } },
      h('header', { class: 'bar' }, h('h2', { id: title }, view.title), h('button', { type: 'button', class: 'plain close', 'aria-label': 'Close', onclick: () => act({ do: 'close', all: true }) }, icon('close'))),
      body,
      h('footer', { class: 'modal-foot' }, h('button', { type: 'button', class: 'btn', onclick: () => act({ do: 'close', all: false }) }, view.close || (view.submit ? 'Cancel' : 'Close')), this.send)));
    this.dialog.setAttribute('aria-labelledby', title);
    for (const [block, value] of kept) this.inputs.find((i) => i.block === block)?.set(value);
    if (!this.dialog.open) this.dialog.showModal();
    if (body.scrollHeight > body.clientHeight) body.tabIndex = 0;
    (this.inputs[0] ?? { focus: () => body.focus() }).focus();
  }

  /** Closes the form, but asks first if something was typed. */
  async leave() {
    if (this.typed && !(await confirmed({ title: { text: 'Throw away what you typed?' }, text: { text: 'It has not been sent.' }, confirm: { text: 'Throw away' }, deny: { text: 'Keep writing' }, style: 'danger' }))) return;
    act({ do: 'close', all: false });
  }

  async submit() {
    const values = {};
    for (const i of this.inputs) i.fail('');
    this.note.hidden = true;
    const missing = this.inputs.filter((i) => i.must && [i.get()].flat().join('') === '');
    for (const i of missing) i.fail('Please complete this field');
    if (missing.length) { missing[0].focus(); return; }
    for (const i of this.inputs) values[i.block] = i.get() ?? ''; // what was emptied is sent empty
    this.busy(true);
    try { await act({ do: 'submit', view: this.view.id, values }, true); } catch (e) { this.complain(e.message); }
  }

  busy(on) { if (this.send) { this.send.disabled = on; } }

  complain(text) {
    this.busy(false);
    this.note.textContent = text;
    this.note.hidden = false;
  }

  /** Shows the errors that the bot returned: errors is block_id -> text. */
  errors(errors) {
    if (!this.dialog.open) return;
    this.busy(false);
    const wrong = this.inputs.filter((i) => errors[i.block]);
    for (const i of wrong) i.fail(errors[i.block]);
    wrong[0]?.focus();
  }

  /** Slack could not reach the bot; true if that belongs to the open modal. */
  failed(e) {
    if (!this.dialog.open || e.channel) return false;
    this.complain(e.text);
    return true;
  }

  closed(view) {
    this.view = null;
    if (view) { this.show(view); return; }
    if (this.dialog.open) this.dialog.close();
    fill(this.dialog);
  }
}
