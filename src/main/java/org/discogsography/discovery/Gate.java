package org.discogsography.discovery;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.discogsography.discovery.contract.Contract;
import org.discogsography.discovery.contract.Problem;
import org.discogsography.web.HeadRequests;

/**
 * Lets only so many questions in at once. Others wait for a moment, without a thread, and are then refused. It also ends a question that takes
 * longer than its budget, whatever hangs, refuses what is no question, and holds questions back while a load runs.
 *
 * <p>Many who ask the same at once share a run: whoever comes while it runs waits for the next one, with all others who do. So a question about a
 * hub does not stand in its own way, and no answer is older than its question.
 *
 * <p>Thread-safe. No client's response is asked or written while the gate is locked, nor by another client's thread: Vert.x locks the connection
 * then, and calls this class with that lock.
 */
final class Gate implements Handler<RoutingContext> {

    private static final int RETRY_SECONDS = 1;
    private static final Pattern DOTS = Pattern.compile("(\\.|%2[Ee]){1,2}");

    private final Contract contract;
    private final Predicate<String> isAnswered;
    private final int most;
    private final int mostExports;
    private final Duration patience;
    private final Duration budget;
    private final Pace pace;
    private final Map<HttpServerRequest, Ticket> tickets = new ConcurrentHashMap<>();
    private final WaitingLine line = new WaitingLine(); // guarded by this
    private final Map<String, Integer> running = new HashMap<>(); // how many runs a question has; guarded by this
    private int inside; // guarded by this
    private int exports; // guarded by this
    private boolean wakes; // a timer lets the next ones in; guarded by this

    /**
     * @param isAnswered whether there is a route for the operation of an id
     * @param most how many questions there may be at once, and how many may wait; those who ask the same count once
     * @param patience how long one waits before it is refused, or is let in although the same is being answered
     * @param budget how long a question may take
     * @param pace how much time questions may take while a load runs
     */
    Gate(Contract contract, Predicate<String> isAnswered, int most, Duration patience, Duration budget, Pace pace) {
        this.contract = contract;
        this.isAnswered = isAnswered;
        this.most = most;
        this.mostExports = Math.max(1, most / 2);
        this.patience = patience;
        this.budget = budget;
        this.pace = pace;
    }

    /** How much time questions may take. */
    Pace pace() {
        return pace;
    }

    /** How many questions are being answered. */
    synchronized int inside() {
        return inside;
    }

    /** How many questions wait for their turn. */
    synchronized int waiting() {
        return line.askers();
    }

    /** The ticket of a request that has been let in. */
    Optional<Ticket> ticket(HttpServerRequest request) {
        return Optional.ofNullable(tickets.get(request));
    }

    @Override
    public void handle(RoutingContext request) {
        String path = request.request().path();
        Optional<Contract.Match> match = path.startsWith(Contract.BASE)
                ? contract.match(path.substring(Contract.BASE.length()))
                : Optional.empty();
        if (match.isEmpty()) {
            answer(request.response(), Problem.notFound("there is no such question; /openapi.yaml lists them"));
        } else if (!request.request().method().equals(HttpMethod.GET)) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            answer(request.response(), Problem.wrongMethod());
        } else if (dots(match.get()).isPresent()) {
            String name = dots(match.get()).get();
            answer(
                    request.response(),
                    Problem.badParameter(name, name + " must not be . or ..: in an address, that is no name"));
        } else if (!isAnswered.test(match.get().operation().id())) {
            answer(request.response(), Problem.notRunning());
        } else {
            boolean isExport = isExport(request, match.get());
            let(new Asker(
                    request,
                    request.vertx().getOrCreateContext(),
                    isExport,
                    isExport ? null : request.request().uri(),
                    System.nanoTime()));
        }
    }

    /** A parameter of one or two dots, encoded or not: by RFC 3986 that is a step in the path for whoever reads the address. */
    private static Optional<String> dots(Contract.Match match) {
        return match.parameters().entrySet().stream()
                .filter(parameter -> DOTS.matcher(parameter.getValue()).matches())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Guesses: an invalid format is refused later. */
    private static boolean isExport(RoutingContext request, Contract.Match match) {
        String format = request.queryParams().get("format");
        return match.operation().isList()
                && (format == null
                        ? Format.of(null, request.request().headers().getAll(HttpHeaders.ACCEPT)) != Format.JSON
                        : !format.equals(Format.JSON.extension()));
    }

    private void let(Asker one) {
        List<Run> runs;
        boolean waits;
        boolean isRefused;
        synchronized (this) {
            line.add(one);
            runs = enterInOrder();
            waits = line.contains(one);
            isRefused = waits && line.questions() > most;
            if (isRefused) {
                line.remove(one); // Whoever has been let wait before stays.
            }
        }
        for (Run run : runs) {
            if (run.first().equals(one)) {
                request(run);
            } else {
                begin(run);
            }
        }
        if (isRefused) {
            answer(one.request().response(), Problem.tooMany(RETRY_SECONDS));
        } else if (waits) {
            one.request().vertx().setTimer(Math.max(1, patience.toMillis()), timer -> endPatience(one));
            wakeLater(one.request().vertx());
        }
    }

    /** Lets in who may; whoever came first goes first. To be called with the lock. */
    private List<Run> enterInOrder() {
        List<Run> runs = new ArrayList<>();
        for (Asker candidate : line.firsts()) {
            if (hasRoom(candidate) && !isRunning(candidate) && (pace.hasTime() || isDue(candidate))) {
                runs.add(enter(candidate));
            }
        }
        return runs;
    }

    private boolean isRunning(Asker one) {
        return one.question() != null && running.containsKey(one.question());
    }

    private boolean hasRoom(Asker one) {
        return inside < most && (!one.isExport() || exports < mostExports);
    }

    /** Whoever asks alone is not refused, however much time those before have taken. */
    private boolean isDue(Asker one) {
        return inside == 0 && System.nanoTime() - one.since() >= patience.toNanos() / 2;
    }

    /** Those who wait for the same come in with it, and count once. */
    private Run enter(Asker one) {
        inside++;
        if (one.isExport()) {
            exports++;
        }
        if (one.question() != null) {
            running.merge(one.question(), 1, Integer::sum);
        }
        pace.begun();
        return new Run(line.takeAll(one));
    }

    /** If there is room, it waits for an answer that takes long: it is asked once more, for all who wait for that. */
    private void endPatience(Asker one) {
        Run run = null;
        synchronized (this) {
            if (!line.contains(one)) {
                return;
            }
            if (hasRoom(one) && pace.hasTime()) {
                run = enter(one);
            } else {
                line.remove(one);
            }
        }
        if (run == null) {
            answer(one.request().response(), Problem.tooMany(RETRY_SECONDS));
        } else {
            begin(run);
        }
    }

    /** Answers those who wait for this run too. */
    private void share(Run run, Reply reply) {
        for (Asker one : finished(run)) {
            one.context().runOnContext(now -> answer(one.request().response(), reply));
        }
        letNext(run.first().request().vertx());
    }

    /** The question has been answered, or will not be. Who else waits for this run is returned, once. */
    private synchronized List<Asker> finished(Run run) {
        if (run.isFinished()) {
            return List.of();
        }
        Asker first = run.first();
        if (first.question() != null) {
            running.computeIfPresent(first.question(), (question, runs) -> runs == 1 ? null : runs - 1);
        }
        // A list that is written as a whole also waits for its client: its pages count, one by one.
        if (!first.isExport()) {
            pace.ended(run.age());
        }
        return run.finish();
    }

    /** Nobody works for whoever asked for all, or waits for it. If nobody has begun to, the next one asks for all. */
    private void leave(Run run, Ticket ticket) {
        tickets.remove(run.first().request().request());
        run.cancelBudget();
        if (!ticket.hasBegun() && passOn(run)) {
            return;
        }
        List<Asker> unanswered = finished(run);
        release(run);
        unanswered.forEach(one -> one.context().runOnContext(now -> let(one.alone())));
    }

    private void release(Run run) {
        synchronized (this) {
            inside--;
            if (run.first().isExport()) {
                exports--;
            }
        }
        letNext(run.first().request().vertx());
    }

    /** Has the next one ask for all; false if there is none, or all have their answer. */
    private boolean passOn(Run run) {
        synchronized (this) {
            if (!run.passOn()) {
                return false;
            }
        }
        begin(run);
        return true;
    }

    private void letNext(Vertx vertx) {
        List<Run> runs;
        synchronized (this) {
            runs = enterInOrder();
        }
        runs.forEach(this::begin);
        wakeLater(vertx);
    }

    private void begin(Run run) {
        run.first().context().runOnContext(now -> request(run));
    }

    /** If there is room, but no time for those who wait, nobody may leave and call the next: they are let in when there is. */
    private void wakeLater(Vertx vertx) {
        synchronized (this) {
            if (wakes || line.firsts().stream().noneMatch(one -> hasRoom(one) && !isRunning(one))) {
                return;
            }
            wakes = true;
        }
        long millis = Math.min(pace.pause().toMillis(), patience.toMillis() / 4);
        vertx.setTimer(Math.max(1, millis), timer -> {
            synchronized (this) {
                wakes = false;
            }
            letNext(vertx);
        });
    }

    /** Has the question answered. To be called in the context of whoever asks for all. */
    private void request(Run run) {
        Asker first = run.first();
        RoutingContext request = first.request();
        HttpServerResponse response = request.response();
        if (first.isGone()) {
            if (!passOn(run)) {
                finished(run);
                release(run);
            }
            return;
        }
        var ticket =
                new Ticket(response, HeadRequests.is(request), reply -> share(run, reply), ended -> leave(run, ended));
        tickets.put(request.request(), ticket);
        // It holds for all who wait for this run, also when this one is gone.
        run.begin(request.vertx(), budget, () -> {
            var tooSlow = Reply.of(Problem.tooSlow(null));
            share(run, tooSlow);
            if (!response.headWritten()) {
                answer(response, tooSlow);
            }
        });
        request.addEndHandler(ended -> ticket.answered());
        request.next();
    }

    /** Answers with a problem. */
    static void answer(HttpServerResponse response, Problem problem) {
        answer(response, Reply.of(problem));
    }

    private static void answer(HttpServerResponse response, Reply reply) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(reply.status()).putHeader(HttpHeaders.CONTENT_TYPE, reply.type());
        if (reply.retryAfter() > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(reply.retryAfter()));
        }
        response.end(reply.body());
    }
}
