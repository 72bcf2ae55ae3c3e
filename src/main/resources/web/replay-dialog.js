// Asks for confirmation and for the token before dead letters are replayed.

import {el, setHidden, setText} from './dom.js';

const KEPT = 'discogsography-token';

/** A dialog for one question at a time. The token stays in memory; it is kept in sessionStorage only if the user ticks that. */
export class ReplayDialog {
    #token = sessionStorage.getItem(KEPT);
    #question = el('p', {id: 'replay-question'});
    #input = el('input', {
        type: 'password', id: 'replay-token', name: 'token', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'replay-error'});
    #keep = el('input', {type: 'checkbox', id: 'replay-keep'});
    #field = el(
        'div',
        {class: 'field'},
        el('label', {for: 'replay-token'}, 'Token'),
        this.#input,
        el('label', {class: 'tick'}, this.#keep, 'Keep it for this tab'));
    #error = el('p', {class: 'error', id: 'replay-error', role: 'alert', hidden: true});
    #confirm = el('button', {type: 'submit', class: 'primary', 'data-test': 'replay-confirm'}, 'Replay');
    #cancel = el('button', {type: 'button', 'data-test': 'replay-cancel'}, 'Cancel');
    #dialog = el(
        'dialog',
        {'aria-labelledby': 'replay-title', 'aria-describedby': 'replay-question', 'data-test': 'replay-dialog'},
        el(
            'form',
            {method: 'dialog'},
            el('h2', {id: 'replay-title'}, 'Replay dead letters'),
            this.#question,
            this.#field,
            this.#error,
            el('div', {class: 'buttons'}, this.#cancel, this.#confirm)));
    #action = null;

    constructor() {
        document.body.append(this.#dialog);
        this.#cancel.addEventListener('click', () => this.#dialog.close());
        this.#dialog.addEventListener('close', () => {
            this.#input.value = '';
            this.#action = null;
        });
        this.#dialog.firstChild.addEventListener('submit', (event) => {
            event.preventDefault();
            this.#submit();
        });
    }

    /**
     * Asks. After the confirmation, action(token) returns {retry: a sentence} if the token was wrong, and the dialog stays open;
     * otherwise {after: a function} to be called once the dialog has closed.
     */
    ask(question, action) {
        this.#action = action;
        setText(this.#question, question);
        this.#say('');
        setHidden(this.#field, this.#token !== null);
        this.#dialog.showModal();
        (this.#token === null ? this.#input : this.#confirm).focus();
    }

    async #submit() {
        const action = this.#action;
        const typed = this.#token === null;
        const token = typed ? this.#input.value.trim() : this.#token;
        if (!/^[\x21-\x7e]+$/.test(token)) {
            this.#say(token === '' ? 'Enter the token.' : 'A token has ASCII characters only, and no spaces.');
            this.#input.focus();
            return;
        }
        this.#confirm.disabled = true;
        const answer = await action(token);
        this.#confirm.disabled = false;
        if (this.#action !== action) {
            return; // cancelled meanwhile
        }
        if (answer?.retry) {
            this.#forget();
            this.#say(answer.retry);
            setHidden(this.#field, false);
            this.#input.focus();
            this.#input.select();
            return;
        }
        if (typed) {
            this.#token = token;
            if (this.#keep.checked) {
                sessionStorage.setItem(KEPT, token);
            }
        }
        this.#dialog.close();
        answer?.after?.();
    }

    #forget() {
        this.#token = null;
        sessionStorage.removeItem(KEPT);
    }

    #say(sentence) {
        setText(this.#error, sentence);
        setHidden(this.#error, sentence === '');
    }
}
