// Elements that are made once and changed in place. Texts from servers are only ever inserted as text.

import {count, known, UNKNOWN} from './format.js';

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes and children: el('p', {class: 'note'}, 'text', node). */
export function el(name, attributes = {}, ...children) {
    return fill(document.createElement(name), attributes, children);
}

/** The same in SVG. */
export function svg(name, attributes = {}, ...children) {
    return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        setAttribute(node, name, value);
    }
    node.append(...children);
    return node;
}

/** One of the symbols in index.html. Screen readers skip it, because there are words beside it. */
export function symbol(name, className = 'symbol') {
    return svg('svg', {class: className, 'aria-hidden': 'true', focusable: 'false'}, svg('use', {href: `#${name}`}));
}

export function setSymbol(node, name) {
    setAttribute(node.firstChild, 'href', `#${name}`);
}

/** Changes the text of an element that has no other children, if it differs. */
export function setText(node, text) {
    const only = node.firstChild;
    if (only === null) {
        if (text !== '') {
            node.append(text);
        }
    } else if (only.nodeValue !== text) {
        only.nodeValue = text;
    }
}

/** null and false remove the attribute. */
export function setAttribute(node, name, value) {
    if (value === null || value === undefined || value === false) {
        if (node.hasAttribute(name)) {
            node.removeAttribute(name);
        }
    } else {
        const text = value === true ? '' : String(value);
        if (node.getAttribute(name) !== text) {
            node.setAttribute(name, text);
        }
    }
}

export function setHidden(node, hidden) {
    if (node.hidden !== hidden) {
        node.hidden = hidden;
    }
}

/** A formatted number, with the plain one in data-value. */
export function setFigure(node, value, format = count) {
    const isKnown = known(value);
    setText(node, isKnown ? format(value) : UNKNOWN);
    setAttribute(node, 'data-value', isKnown ? value : UNKNOWN);
    node.classList.toggle('unknown', !isKnown);
}

/**
 * The children of an element, one for each item of a list, in its order. Existing ones are changed in place; only new and removed
 * items add and remove elements.
 */
export class KeyedList {
    #parent;
    #keyOf;
    #create;
    #rows = new Map();

    /** create: makes {node, update(item, ...context)} for an item that is new. */
    constructor(parent, keyOf, create) {
        this.#parent = parent;
        this.#keyOf = keyOf;
        this.#create = create;
    }

    has(key) {
        return this.#rows.has(key);
    }

    update(items, ...context) {
        const kept = new Map();
        for (const item of items) {
            const key = this.#keyOf(item);
            if (!kept.has(key)) {
                kept.set(key, {item, row: this.#rows.get(key) ?? this.#create(item)});
            }
        }
        for (const [key, row] of this.#rows) {
            if (!kept.has(key)) {
                row.node.remove();
            }
        }
        this.#rows = new Map();
        let next = this.#parent.firstElementChild;
        for (const [key, {item, row}] of kept) {
            this.#rows.set(key, row);
            row.update(item, ...context);
            if (row.node === next) {
                next = next.nextElementSibling;
            } else {
                this.#parent.insertBefore(row.node, next);
            }
        }
    }
}
