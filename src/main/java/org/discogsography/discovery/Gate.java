package org.discogsography.discovery;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.discogsography.discovery.contract.Contract;
import org.discogsography.discovery.contract.Problem;

/**
 * Lets only so many questions in at once. Others wait for a moment, without a thread, and are then refused. It also ends a question that takes
 * longer than its budget, whatever hangs, refuses what is no question, and holds questions back while a load runs.
 *
 * <p>Many who ask the same at once share a run: whoever comes while it runs waits for the next one, with all others who do. So a question about a
 * hub does not stand in its own way, and no answer is older than its question. Thread-safe.
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
    private final Deque<Waiting> waiting = new ArrayDeque<>(); // guarded by this
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

    /**
     * A question that waits for its turn.
     *
     * @param question what is asked; null: nobody else can share its answer
     * @param since in nanoseconds
     */
    private record Waiting(RoutingContext request, Context context, boolean isExport, String question, long since) {

        boolean asksTheSame(Waiting other) {
            return question != null && question.equals(other.question);
        }

        boolean isGone() {
            return request.response().closed() || request.response().ended();
        }

        /** On its own: nobody has answered for it. */
        Waiting alone() {
            return new Waiting(request, context, isExport, null, since);
        }
    }

    /** One run of a question, for the one who is first and all others who ask the same. Guarded by the gate. */
    private static final class Run {

        private final Waiting first;
        private List<Waiting> others;
        private boolean isAnswered;

        /** @param all who ask; the first of them who is still there asks for all */
        Run(List<Waiting> all) {
            this.first = all.stream().filter(one -> !one.isGone()).findFirst().orElse(all.get(0));
            this.others = all.stream().filter(one -> !one.equals(first)).toList();
        }
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
        return waiting.size();
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
            request.response().putHeader(HttpHeaders.ALLOW, "GET");
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
            let(new Waiting(
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
                        ? Format.of(null, request.request().getHeader(HttpHeaders.ACCEPT)) != Format.JSON
                        : !format.equals(Format.JSON.extension()));
    }

    private void let(Waiting one) {
        List<Run> runs;
        boolean waits;
        boolean isRefused;
        synchronized (this) {
            waiting.add(one);
            runs = enterInOrder();
            waits = waiting.contains(one);
            isRefused = waits && places() > most;
            if (isRefused) {
                waiting.removeLast(); // It is this one: whoever has been let wait before stays.
            }
        }
        runs.forEach(run -> begin(run, one));
        if (isRefused) {
            answer(one.request.response(), Problem.tooMany(RETRY_SECONDS));
        } else if (waits) {
            one.request.vertx().setTimer(Math.max(1, patience.toMillis()), timer -> endPatience(one));
            wakeLater(one.request.vertx());
        }
    }

    /** How many different questions wait. To be called with the lock. */
    private long places() {
        return waiting.stream()
                .map(one -> one.question == null ? one : one.question)
                .distinct()
                .count();
    }

    /** Lets in who may; whoever came first goes first. To be called with the lock. */
    private List<Run> enterInOrder() {
        List<Run> runs = new ArrayList<>();
        for (Waiting candidate : List.copyOf(waiting)) {
            if (waiting.contains(candidate)
                    && hasRoom(candidate)
                    && !isRunning(candidate)
                    && (pace.hasTime() || isDue(candidate))) {
                runs.add(enter(candidate));
            }
        }
        return runs;
    }

    private boolean isRunning(Waiting one) {
        return one.question != null && running.containsKey(one.question);
    }

    private boolean hasRoom(Waiting one) {
        return inside < most && (!one.isExport || exports < mostExports);
    }

    /** Whoever asks alone is not refused, however much time those before have taken. */
    private boolean isDue(Waiting one) {
        return inside == 0 && System.nanoTime() - one.since >= patience.toNanos() / 2;
    }

    /** Those who wait for the same come in with it, and count once. */
    private Run enter(Waiting one) {
        List<Waiting> all = new ArrayList<>(List.of(one));
        waiting.remove(one);
        waiting.stream().filter(one::asksTheSame).forEach(all::add);
        waiting.removeAll(all);
        inside++;
        if (one.isExport) {
            exports++;
        }
        if (one.question != null) {
            running.merge(one.question, 1, Integer::sum);
        }
        pace.begun();
        return new Run(all);
    }

    /** If there is room, it waits for an answer that takes long: it is asked once more, for all who wait for that. */
    private void endPatience(Waiting one) {
        Run run = null;
        synchronized (this) {
            if (!waiting.contains(one)) {
                return;
            }
            if (hasRoom(one) && pace.hasTime()) {
                run = enter(one);
            } else {
                waiting.remove(one);
            }
        }
        if (run == null) {
            answer(one.request.response(), Problem.tooMany(RETRY_SECONDS));
        } else {
            begin(run, null);
        }
    }

    /** Answers those who wait for this run too. */
    private void share(Run run, Reply reply) {
        for (Waiting one : finished(run)) {
            one.context.runOnContext(now -> answer(one.request.response(), reply));
        }
        letNext(run.first.request.vertx());
    }

    /** The question has been answered, or will not be. Who else waits for this run is returned, once. */
    private synchronized List<Waiting> finished(Run run) {
        if (!run.isAnswered && run.first.question != null) {
            running.computeIfPresent(run.first.question, (question, runs) -> runs == 1 ? null : runs - 1);
        }
        run.isAnswered = true;
        List<Waiting> others = run.others;
        run.others = List.of();
        return others;
    }

    private void leave(Run run) {
        Waiting first = run.first;
        Ticket ticket = tickets.remove(first.request.request());
        // A list that is written as a whole also waits for its client: its pages count, one by one.
        if (!first.isExport) {
            pace.ended(ticket.age());
        }
        List<Waiting> unanswered = finished(run);
        synchronized (this) {
            inside--;
            if (first.isExport) {
                exports--;
            }
        }
        letNext(first.request.vertx());
        unanswered.forEach(one -> one.context.runOnContext(now -> let(one.alone())));
    }

    private void letNext(Vertx vertx) {
        List<Run> runs;
        synchronized (this) {
            runs = enterInOrder();
        }
        runs.forEach(run -> begin(run, null));
        wakeLater(vertx);
    }

    /** @param now whose context this is called in; null: another one */
    private void begin(Run run, Waiting now) {
        if (run.first.equals(now)) {
            request(run);
        } else {
            run.first.context.runOnContext(called -> request(run));
        }
    }

    /** If there is room, but no time for those who wait, nobody may leave and call the next: they are let in when there is. */
    private void wakeLater(Vertx vertx) {
        synchronized (this) {
            if (wakes || waiting.stream().noneMatch(one -> hasRoom(one) && !isRunning(one))) {
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

    /** Has the question answered. */
    private void request(Run run) {
        RoutingContext request = run.first.request;
        HttpServerResponse response = request.response();
        var ticket = new Ticket(response, reply -> share(run, reply), () -> leave(run));
        tickets.put(request.request(), ticket);
        if (run.first.isGone()) {
            ticket.answered();
            return;
        }
        long end = request.vertx().setTimer(budget.toMillis(), timer -> {
            var tooSlow = Reply.of(Problem.tooSlow(null));
            share(run, tooSlow);
            if (!response.headWritten()) {
                answer(response, tooSlow);
            }
        });
        request.addEndHandler(ended -> {
            request.vertx().cancelTimer(end);
            ticket.answered();
        });
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
