// Records by outcome, service and type.

import {el, setFigure} from './dom.js';
import {duration, rate} from './format.js';
import {row, table} from './table.js';
import {LANES, TYPES} from './system-status.js';

const COLUMNS = [
    {title: 'Type', className: 'name'},
    {title: 'Records/s', className: 'number'},
    {title: 'Added', className: 'number'},
    {title: 'Changed', className: 'number'},
    {title: 'Unchanged', className: 'number'},
    {title: 'Superseded', className: 'number'},
    {title: 'Dead-lettered', className: 'number'},
    {title: 'Time left', className: 'number'},
];

export class RecordOutcomes {
    #rows = [];

    constructor(box) {
        for (const {service, server, name} of LANES) {
            const {node, body} = table(`Records of ${service}`, COLUMNS);
            box.append(el('h3', {class: `lane-title lane-${name}`}, `${service} into ${server}`), node);
            for (const type of TYPES) {
                const made = row(COLUMNS, [[type]]);
                body.append(made.node);
                this.#rows.push({service, type, cells: made.cells});
            }
        }
    }

    update(state) {
        for (const {service, type, cells} of this.#rows) {
            const part = state.flow?.[service];
            const numbers = (part?.known === false ? null : part?.types?.[type]) ?? {};
            const [, perSecond, added, changed, unchanged, superseded, dead, left] = cells;
            setFigure(perSecond, numbers.rate, rate);
            setFigure(added, numbers.added);
            setFigure(changed, numbers.changed);
            setFigure(unchanged, numbers.unchanged);
            setFigure(superseded, numbers.superseded);
            setFigure(dead, numbers.dead_lettered);
            dead.classList.toggle('some', numbers.dead_lettered > 0);
            const none = numbers.ready === 0;
            setFigure(left, none ? 0 : numbers.eta_seconds, none ? () => 'none' : duration);
        }
    }
}
