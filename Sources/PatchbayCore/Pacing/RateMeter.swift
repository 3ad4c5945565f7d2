/// The account of one limit group: what was sent, what is on its way, what was learned. Pure; time is an argument.
///
/// Requests are spread evenly at the published rate with a small burst, because a steady stream meets the limit exactly and a
/// burst larger than the service's real one is punished. On a refusal everybody waits as told, and the meter looks back at the
/// cycle since the last one. First the burst shrinks. If refusals come often, the rate falls to what the cycle delivered, its pause
/// included, which is what the service really grants. If they come rarely (a long window that fills up now and then), the pause
/// alone meets the limit and a lower rate would only lose time. The rate creeps back while it is quiet, slowly at first, never
/// above the published one.
struct RateMeter: Sendable {
    private(set) var limit: RateLimit
    private let policy: PacingPolicy
    private var windows: [SlidingWindow]

    /// When the next unit is due if nothing is saved up (the theoretical arrival time of the cell rate algorithm).
    private var due: Duration = .zero
    private var burst: Int
    private var slowdown = 1.0
    private(set) var pausedUntil: Duration = .zero
    private var lastLesson: Duration = .seconds(-1)
    private var lastRecovery: Duration = .zero
    private var refusalsInARow = 0

    /// From the end of the last pause: when that was, and what was delivered since.
    private var cycleStart: Duration = .zero
    private var cycleUnits = 0

    /// Fewer than this between two refusals is often: one in a thousand is what we are prepared to cause.
    private static let rarely = 1000
    /// Shorter than this is no measurement.
    private static let measurable = Duration.seconds(5)
    /// How much of the rate one lesson may take.
    private var largestStep = 1.0
    /// The rate of the last refusal, and how long to stay below it before trying again.
    private var ceiling = 0.0
    private var hold = Duration.seconds(10)

    init(_ limit: RateLimit, policy: PacingPolicy) {
        self.limit = limit
        self.policy = policy
        burst = min(limit.burst, policy.maximumBurst)
        windows = limit.windows.map { Self.allotted($0, of: limit, policy: policy) }
    }

    /// What we use of a window. Where requests are spread the window is only the second guard, so it is rounded up: rounded down it
    /// would undo the pace.
    private static func allotted(_ window: RateLimit.Window, of limit: RateLimit, policy: PacingPolicy) -> SlidingWindow
    {
        let ours = Double(window.units) * policy.share
        // Less than one unit in this time is one unit in a longer time.
        guard ours >= 1 else { return SlidingWindow(units: 1, length: window.length / ours) }
        let units = limit.isStrict ? ours.rounded(.down) : ours.rounded(.down) * policy.fraction
        return SlidingWindow(units: max(1, Int(limit.isSpaced ? units.rounded(.up) : units)), length: window.length)
    }

    /// Units per second that we may use while nothing was learned.
    private var allowed: Double? {
        limit.windows.first.map { $0.rate * policy.share * (limit.isStrict ? 1 : policy.fraction) }
    }

    /// Seconds between two units.
    private var interval: Duration { allowed.map { .seconds(1 / ($0 * slowdown)) } ?? .zero }

    /// The earliest moment at which `units` may go.
    mutating func earliest(_ units: Int, now: Duration) -> Duration {
        recover(now: now)
        var moment = max(now, pausedUntil)
        if limit.isSpaced { moment = max(moment, due - interval * (burst - 1)) }
        // Each window is asked as of now: asked as of a later moment, it would forget units that still count.
        for index in windows.indices { moment = max(moment, windows[index].earliest(units, now: now)) }
        return moment
    }

    /// Books `units` as sent at `now`.
    mutating func admit(_ units: Int, now: Duration) {
        if limit.isSpaced {
            // Time in which nobody wanted anything says nothing about the service.
            if now > due { cycleStart += now - due }
            due = max(now, due) + interval * units
        }
        for index in windows.indices {
            if limit.isStrict { windows[index].open += units } else { windows[index].add(units, at: now) }
        }
    }

    /// Books the answer to `units` that were sent at `sent`.
    mutating func finish(_ units: Int, sent: Duration, now: Duration, signals: [RateSignal]) {
        if limit.isStrict {
            for index in windows.indices {
                windows[index].open -= units
                windows[index].add(units, at: now)
            }
        }
        var refused = false
        for signal in signals {
            switch signal {
            case .throttled(let wait):
                refused = true
                learn(wait: wait, sent: sent, now: now)
            case .load(let share) where share >= 1:
                slow(to: slowdown * 0.95, sent: sent, now: now)
            case .load:
                break
            case .quota(let units, let remaining, let length):
                adopt(units: units, remaining: remaining, length: length, now: now)
            }
        }
        if !refused {
            refusalsInARow = 0
            cycleUnits += units
        }
    }

    private mutating func learn(wait: Duration?, sent: Duration, now: Duration) {
        // Many may be refused at once; that is one lesson, not many.
        if sent > lastLesson { refusalsInARow += 1 }
        var pause = wait ?? .zero
        if case .box(let length) = limit.penalty { pause = max(pause, length) }
        // No wait named, or a zero that would turn into a storm: grow it ourselves.
        let floor =
            Duration.seconds(min(60, 1 << min(6, max(0, refusalsInARow - 1))))
            * (limit.windows.first.map { min(1, $0.length.seconds) } ?? 1)
        if pause <= .zero { pause = floor }
        // A window that frees its places at the pace we filled them leaves no slack for the way there.
        if limit.isSpaced { pause += min(.milliseconds(500), pause / 20) }
        pausedUntil = max(pausedUntil, now + pause)
        // Refusals of requests that were under way when the last lesson was learned teach nothing new.
        guard sent > lastLesson else { return }
        lastLesson = now
        lastRecovery = pausedUntil
        due = max(due, pausedUntil)
        if burst > 2 {
            burst = max(2, burst / 2)
        } else {
            let cycle = pausedUntil - cycleStart
            // Refused again right after a pause: too short to measure anything, so the cycle goes on.
            guard cycle >= Self.measurable else { return }
            if limit.isSpaced { measure(cycle: cycle, pause: pause) }
        }
        cycleStart = pausedUntil
        cycleUnits = 0
    }

    /// Looks back at a cycle that a refusal ended, and sets the rate for the next.
    private mutating func measure(cycle: Duration, pause: Duration) {
        guard let allowed else { return }
        let before = slowdown
        let granted = Double(cycleUnits) / cycle.seconds / allowed
        if cycleUnits < Self.rarely {
            slowdown = max(0.01, slowdown * (1 - largestStep), min(slowdown * 0.99, granted))
            // The first measurement may be far off the published rate; later ones correct it, in larger steps if they must.
            largestStep = largestStep == 1 || cycle > Self.measurable * 4 ? 0.02 : min(0.5, largestStep * 2)
        } else {
            // Rare refusals. After a short pause we are just above what is granted. A long one is a long window that filled up: the
            // pause itself meets it, so the rate comes down gently and never below what the window grants.
            slowdown = pause <= .seconds(2) ? slowdown * 0.99 : max(slowdown * 0.98, min(slowdown, granted))
        }
        // Refused at the same rate as last time: that is the limit, so leave it alone for longer.
        hold = abs(before - ceiling) < 0.03 * ceiling ? min(.seconds(320), hold * 2) : .seconds(10)
        ceiling = before
    }

    private mutating func slow(to factor: Double, sent: Duration, now: Duration) {
        guard sent > lastLesson else { return }
        lastLesson = now
        lastRecovery = now
        slowdown = max(0.02, min(slowdown, factor))
    }

    private mutating func recover(now: Duration) {
        guard slowdown < 1, now - lastLesson >= hold else { return }
        while slowdown < 1, now - lastRecovery >= .seconds(10) {
            lastRecovery += .seconds(10)
            guard lastRecovery - lastLesson >= hold else { continue }
            slowdown = min(1, slowdown * (lastRecovery - lastLesson < hold + .seconds(100) ? 1.005 : 1.03))
        }
    }

    /// Takes over what the service says of its window: another limit than the published one (or one where none is published), or
    /// less left than we think, because somebody else uses the same identity.
    private mutating func adopt(units: Int?, remaining: Int?, length: Duration?, now: Duration) {
        let published = limit.windows.first
        guard let units = units ?? published?.units, let length = length ?? published?.length, units > 0,
            length > .zero,
            length <= RetryAfter.ceiling
        else { return }
        let told = Self.allotted(RateLimit.Window(units, per: length), of: limit, policy: policy)
        if windows.isEmpty {
            windows = [told]
        } else {
            windows[0].units = told.units
            windows[0].length = told.length
        }
        guard let remaining else { return }
        let unseen = windows[0].units - windows[0].total(now: now) - windows[0].open - max(0, remaining)
        if unseen > 0 { windows[0].add(unseen, at: now) }
    }
}

/// Units within the last stretch of time, oldest first.
struct SlidingWindow: Sendable {
    var units: Int
    var length: Duration
    /// Units sent and not answered, where that counts.
    var open = 0
    private var entries: [(since: Duration, at: Duration, units: Int)] = []
    private var head = 0
    private var sum = 0

    init(units: Int, length: Duration) {
        self.units = units
        self.length = length
    }

    mutating func total(now: Duration) -> Int {
        expire(now)
        return sum
    }

    mutating func add(_ count: Int, at moment: Duration) {
        guard count > 0 else { return }
        expire(moment)
        sum += count
        // Units of the same thousandth of a window share an entry, so that a large window costs a thousand entries at most. The entry
        // leaves when its last unit does; its first says how long it may grow, or a steady stream would be one entry for ever.
        if units > 200, let last = entries.last, head < entries.count, moment - last.since < length / 1000 {
            entries[entries.count - 1].units += count
            entries[entries.count - 1].at = moment
        } else {
            entries.append((moment, moment, count))
        }
    }

    /// The earliest moment at which `count` more fit. Open units are taken as leaving a window's length after now.
    mutating func earliest(_ count: Int, now: Duration) -> Duration {
        expire(now)
        var excess = sum + open + min(count, units) - units
        guard excess > 0 else { return now }
        var index = head
        while index < entries.count {
            excess -= entries[index].units
            if excess <= 0 { return entries[index].at + length }
            index += 1
        }
        return now + length
    }

    private mutating func expire(_ now: Duration) {
        while head < entries.count, entries[head].at + length <= now {
            sum -= entries[head].units
            head += 1
        }
        if head > 256, head * 2 > entries.count {
            entries.removeFirst(head)
            head = 0
        }
    }
}
