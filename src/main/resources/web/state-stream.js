// The stream of states: it reconnects by itself, and reports when it is not live.

const SILENCE_MS = 5_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 10_000;

/**
 * Listens to server-sent events. EventSource reconnects after a broken connection, but not after an answer that is not a stream (a
 * server that is starting, or has too many viewers, answers 503), and does not notice a silent connection.
 */
export class StateStream {
    #address;
    #onState;
    #onLive;
    #source = null;
    #live = null;
    #heard = 0;
    #wait = FIRST_WAIT_MS;
    #reopening = 0;

    /** onState(state) for each state; onLive(true or false) when that changes. */
    constructor(address, onState, onLive) {
        this.#address = address;
        this.#onState = onState;
        this.#onLive = onLive;
    }

    start() {
        this.#open();
        setInterval(() => this.#watch(), 1_000);
        addEventListener('online', () => this.#source ?? this.#open());
    }

    #open() {
        clearTimeout(this.#reopening);
        this.#reopening = 0;
        this.#heard = performance.now();
        const source = new EventSource(this.#address);
        this.#source = source;
        source.addEventListener('state', (message) => this.#take(message));
        source.addEventListener('error', () => {
            this.#set(false);
            if (source.readyState === EventSource.CLOSED) {
                this.#reopen();
            }
        });
    }

    #take(message) {
        let state;
        try {
            state = JSON.parse(message.data);
        } catch {
            return; // the silence timer notices it
        }
        this.#heard = performance.now();
        this.#wait = FIRST_WAIT_MS;
        // The state first: the page must have new numbers when it becomes live.
        this.#onState(state);
        this.#set(true);
    }

    #watch() {
        if (this.#source !== null && performance.now() - this.#heard > SILENCE_MS) {
            this.#set(false);
            this.#reopen();
        }
    }

    #reopen() {
        this.#source?.close();
        this.#source = null;
        clearTimeout(this.#reopening);
        // Up to a quarter more, so that not all pages reconnect at the same moment.
        this.#reopening = setTimeout(() => this.#open(), this.#wait * (1 + Math.random() / 4));
        this.#wait = Math.min(LONGEST_WAIT_MS, this.#wait * 2);
    }

    #set(live) {
        if (live !== this.#live) {
            this.#live = live;
            this.#onLive(live);
        }
    }
}
