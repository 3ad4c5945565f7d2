import PatchbayTesting
import PresenceSync
import Testing

/// A planner with its state and the actions that it has asked for, played by hand.
private struct Play {
    let planner: SubscriptionPlanner
    var state = SubscriptionState()
    var now = Duration.zero
    var asked: [SubscriptionAction] = []

    init(_ timing: SubscriptionTiming = .graph) { planner = SubscriptionPlanner(timing: timing) }

    /// Hands an event over; returns the news and the requests.
    @discardableResult
    mutating func take(_ event: SubscriptionEvent, after wait: Duration = .zero) -> [SubscriptionAction] {
        now += wait
        let (next, actions) = planner.plan(state, event, at: now)
        state = next
        asked += actions
        return actions
    }

    /// There is one, and it has told something.
    static func flowing(_ timing: SubscriptionTiming = .graph) -> Play {
        var play = Play(timing)
        play.take(.tick)
        play.take(.found(.none))
        play.take(.made(id: "S", expiresAt: play.now + timing.lifetime))
        play.take(.notified(at: .seconds(1)), after: .seconds(1))
        return play
    }
}

@Suite struct SubscriptionPlannerTests {
    private static func trouble(_ kind: SubscriptionTrouble.Kind) -> SubscriptionTrouble {
        SubscriptionTrouble(kind, "\(kind)")
    }

    private static func requests(_ actions: [SubscriptionAction]) -> [SubscriptionAction] {
        actions.filter {
            switch $0 {
            case .tell, .readEverybody: false
            default: true
            }
        }
    }

    @Test func `it looks first, makes one, and reads everybody once it is there`() {
        var play = Play()
        #expect(play.take(.tick) == [.look])
        #expect(play.take(.tick) == [])
        #expect(play.take(.found(.none)) == [.make])
        #expect(play.take(.made(id: "S", expiresAt: nil)) == [.tell(.made), .readEverybody])
        #expect(play.state.isActive && !play.state.isFlowing)
        #expect(play.take(.notified(at: .seconds(2)), after: .seconds(2)) == [.tell(.flowing)])
    }

    @Test func `it renews at 43 of 58 minutes, and every 43 minutes after that`() {
        var play = Play.flowing()
        #expect(play.take(.tick, after: .seconds(2600)) == [])
        #expect(play.take(.tick, after: .seconds(20)) == [.renew(id: "S")])
        #expect(play.take(.renewed(expiresAt: play.now + .seconds(3480))) == [.tell(.renewed)])
        #expect(play.take(.tick, after: .seconds(2600)) == [])
        #expect(play.take(.tick, after: .seconds(20)) == [.renew(id: "S")])
        #expect(play.state.isFlowing)
    }

    @Test func `one that an earlier process left behind is taken over, another one is replaced`() {
        var play = Play()
        play.take(.tick)
        #expect(play.take(.found(.wanted(id: "S"))) == [.renew(id: "S")])
        #expect(play.take(.renewed(expiresAt: nil)) == [.tell(.adopted), .readEverybody])
        #expect(play.state.isActive)
        play = Play()
        play.take(.tick)
        #expect(play.take(.found(.outdated(id: "O"))) == [.remove(id: "O")])
        #expect(play.take(.removed) == [.make])
    }

    @Test func `another program's is left alone, and looked at again when it may have ended`() {
        var play = Play()
        play.take(.tick)
        #expect(play.take(.found(.foreign(endsIn: .seconds(100)))) == [.tell(.troubled)])
        #expect(play.state.trouble?.kind == .occupied)
        #expect(play.take(.tick, after: .seconds(99)) == [])
        #expect(play.take(.tick, after: .seconds(1)) == [.look])
    }

    @Test func `after a creation without an answer it looks; after a conflict too`() {
        for kind in [SubscriptionTrouble.Kind.unanswered, .exists] {
            var play = Play()
            play.take(.tick)
            play.take(.found(.none))
            let first = play.take(.failed(Self.trouble(kind), after: nil))
            let then = play.take(.tick, after: .seconds(5))
            #expect(Self.requests(first + then) == [.look])
            #expect(play.take(.found(.wanted(id: "S"))) == [.renew(id: "S")])
        }
    }

    @Test
    func `a refused renewal is followed by a deletion and a creation, and nobody is unwatched in between for long`() {
        var play = Play.flowing()
        play.take(.tick, after: .seconds(2620))
        #expect(Self.requests(play.take(.failed(Self.trouble(.refused), after: nil))) == [.remove(id: "S")])
        #expect(play.take(.removed) == [.make])
        #expect(play.take(.made(id: "T", expiresAt: nil)) == [.tell(.made), .readEverybody])
        #expect(play.state.trouble == nil)
    }

    @Test func `a renewal that fails is tried again until the end, and then it looks and makes another`() {
        var play = Play.flowing()
        play.take(.tick, after: .seconds(2620))
        while play.now < .seconds(3480) {
            play.take(.failed(Self.trouble(.temporary), after: nil))
            let wait = play.state.dueAt - play.now
            #expect(wait >= .seconds(5) && wait <= .seconds(300))
            guard play.state.dueAt < .seconds(3480) else { break }
            #expect(play.take(.tick, after: wait) == [.renew(id: "S")])
        }
        let actions = play.take(.tick, after: .seconds(300))
        #expect(actions == [.tell(.lost), .readEverybody, .look])
        #expect(play.take(.found(.none)) == [.make])
    }

    @Test func `a lifecycle event renews, but not within ten minutes of a renewal, and only what it is about`() {
        var play = Play.flowing()
        #expect(play.take(.renewalAsked(id: "S"), after: .seconds(590)) == [])
        #expect(play.take(.renewalAsked(id: "other"), after: .seconds(60)) == [])
        #expect(play.take(.renewalAsked(id: "s")) == [.renew(id: "S")])
        #expect(play.take(.renewalAsked(id: "s")) == [])
        play.take(.renewed(expiresAt: nil))
        #expect(play.take(.renewalAsked(id: "S"), after: .seconds(599)) == [])
        #expect(play.take(.renewalAsked(id: "S"), after: .seconds(1)) == [.renew(id: "S")])
    }

    @Test func `one that is gone is made anew, whoever says so, and everybody is read`() {
        var play = Play.flowing()
        #expect(play.take(.removedByService(id: "S")) == [.tell(.lost), .readEverybody, .make])
        play = Play.flowing()
        play.take(.tick, after: .seconds(2620))
        #expect(play.take(.failed(Self.trouble(.gone), after: nil)) == [.tell(.lost), .readEverybody, .make])
        #expect(play.take(.missed) == [.readEverybody])
    }

    @Test func `a change that nobody told of ends the trust at once, and silence makes it anew`() {
        var play = Play.flowing()
        #expect(play.take(.untold(since: .seconds(100)), after: .seconds(175)) == [.tell(.doubted)])
        #expect(play.state.isActive && !play.state.isFlowing)
        #expect(play.take(.tick, after: .seconds(100)) == [])
        #expect(play.take(.tick, after: .seconds(5)) == [.tell(.silent), .remove(id: "S")])
        #expect(play.take(.removed) == [.make])
        play.take(.made(id: "T", expiresAt: nil))
        // It is not made anew again and again.
        play.take(.untold(since: play.now))
        #expect(play.take(.tick, after: .seconds(600)) == [])
        #expect(play.take(.tick, after: .seconds(300)).contains(.tell(.silent)))
    }

    @Test func `whatever it tells after that restores the trust, and what is older than its last word is no silence`() {
        var play = Play.flowing()
        #expect(play.take(.untold(since: .seconds(1)), after: .seconds(80)) == [])
        play.take(.untold(since: .seconds(60)))
        #expect(!play.state.isFlowing)
        #expect(play.take(.notified(at: .seconds(90)), after: .seconds(10)) == [.tell(.flowing)])
        #expect(play.take(.tick, after: .seconds(600)) == [])
    }

    @Test func `a webhook is looked at every five minutes, and one that RingCentral has ended is deleted and made`() {
        var play = Play.flowing(.ringCentral)
        #expect(play.take(.tick, after: .seconds(300)) == [.check(id: "S")])
        #expect(play.take(.checked(.delivers)) == [])
        #expect(play.take(.tick, after: .seconds(300)) == [.check(id: "S")])
        #expect(
            play.take(.checked(.dead("too slow"))) == [
                .tell(.troubled), .tell(.lost), .readEverybody, .remove(id: "S"),
            ])
        #expect(play.take(.removed) == [.make])
        play.take(.made(id: "T", expiresAt: nil))
        #expect(play.state.trouble == nil)
        play.take(.notified(at: play.now + .seconds(1)), after: .seconds(1))
        play.take(.tick, after: .seconds(300))
        #expect(play.take(.checked(.suspended("for now"))) == [.tell(.troubled), .tell(.doubted)])
        #expect(!play.state.isFlowing)
    }

    @Test func `what somebody has to do something about is tried again after half an hour, and told once`() {
        var play = Play()
        play.take(.tick)
        play.take(.found(.none))
        #expect(play.take(.failed(Self.trouble(.refused), after: nil)) == [.tell(.troubled)])
        #expect(play.take(.tick, after: .seconds(1799)) == [])
        #expect(play.take(.tick, after: .seconds(1)) == [.make])
        #expect(play.take(.failed(Self.trouble(.refused), after: nil)) == [])
    }

    @Test func `the wait that the service asks for is kept`() {
        var play = Play()
        play.take(.tick)
        play.take(.found(.none))
        play.take(.failed(Self.trouble(.temporary), after: .seconds(70)))
        #expect(play.take(.tick, after: .seconds(69)) == [])
        #expect(play.take(.tick, after: .seconds(1)) == [.make])
    }

    @Test func `a clean end deletes it, also one that is only just being made`() {
        var play = Play.flowing()
        #expect(play.take(.stop) == [.remove(id: "S")])
        #expect(play.take(.removed) == [.tell(.ended)])
        #expect(play.state.step == .ended)
        play = Play()
        play.take(.tick)
        play.take(.found(.none))
        #expect(play.take(.stop) == [])
        #expect(Self.requests(play.take(.made(id: "S", expiresAt: nil))) == [.remove(id: "S")])
        play.take(.removed)
        #expect(play.state.step == .ended && play.take(.tick, after: .seconds(9000)) == [])
        play = Play()
        #expect(play.take(.stop) == [] && play.state.step == .ended)
    }

    /// Whatever happens in whatever order: one thing at a time, nothing for an id that is not there, no renewal within ten minutes of the
    /// last because of a lifecycle event, and an end that ends.
    @Test(arguments: 0..<200) func `any course of events is survived`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for timing in [SubscriptionTiming.graph, .ringCentral] {
            var play = Play(timing)
            var underWay: SubscriptionAction?
            var number = 0
            var lastRenewal: Duration?
            for step in 0..<400 {
                var event = SubscriptionEvent.tick
                let dice = Int.random(in: 0..<10, using: &random)
                if step == 350 {
                    event = .stop
                } else if let action = underWay, dice < 7 {
                    event = answer(action, &number, &random, play.now)
                    underWay = nil
                } else if dice > 7 {
                    let id = Bool.random(using: &random) ? play.state.id : "stranger"
                    let all: [SubscriptionEvent] = [
                        .renewalAsked(id: id), .removedByService(id: id), .missed, .notified(at: play.now),
                        .untold(since: play.now - .seconds(75)),
                    ]
                    event = all.randomElement(using: &random) ?? .tick
                }
                let isResting = play.state.step == .keep
                let wasAsked = if case .renewalAsked = event { isResting } else { false }
                let actions = play.take(event, after: .seconds(Double.random(in: 0...200, using: &random)))
                for action in Self.requests(actions) {
                    #expect(underWay == nil, "two at a time")
                    underWay = action
                    if case .renew = action {
                        if wasAsked, let lastRenewal { #expect(play.now - lastRenewal >= .seconds(600)) }
                    }
                }
                if case .renewed = event { lastRenewal = play.now }
                if case .made = event { lastRenewal = play.now }
                #expect(play.state.isUnderWay == (underWay != nil))
                #expect(!play.state.isFlowing || play.state.id != nil)
            }
            // Everything works again.
            for _ in 0..<20 where play.state.step != .ended {
                var event = SubscriptionEvent.tick
                switch underWay {
                case .look?: event = .found(.none)
                case .make?: event = .made(id: "last", expiresAt: nil)
                case .renew?: event = .renewed(expiresAt: nil)
                case .check?: event = .checked(.delivers)
                case .remove?: event = .removed
                default: break
                }
                underWay = Self.requests(play.take(event, after: .seconds(1800))).first
            }
            #expect(play.state.step == .ended && play.state.id == nil)
        }
    }

    private func answer(
        _ action: SubscriptionAction, _ number: inout Int, _ random: inout SplitMix, _ now: Duration
    ) -> SubscriptionEvent {
        if Int.random(in: 0..<3, using: &random) == 0 {
            let kinds: [SubscriptionTrouble.Kind] = [
                .exists, .gone, .refused, .unreachable, .temporary, .unanswered,
            ]
            return .failed(Self.trouble(kinds.randomElement(using: &random) ?? .gone), after: nil)
        }
        number += 1
        switch action {
        case .look:
            let all: [SubscriptionEvent.Sighting] = [
                .none, .wanted(id: "S\(number)"), .outdated(id: "S\(number)"), .foreign(endsIn: nil),
            ]
            return .found(all.randomElement(using: &random) ?? .none)
        case .make: return .made(id: "S\(number)", expiresAt: now + .seconds(3480))
        case .renew: return .renewed(expiresAt: now + .seconds(3480))
        case .check:
            return .checked([.delivers, .dead("x"), .suspended("y")].randomElement(using: &random) ?? .delivers)
        case .remove: return .removed
        case .readEverybody, .tell: return .tick
        }
    }

    // MARK: The event socket

    @Test func `a cut connection is told once, is not relied on, and is relied on again once it was taken up`() {
        var play = Play.flowing(.eventSocket)
        let trouble = Self.trouble(.temporary)
        #expect(play.take(.interrupted(trouble), after: .seconds(10)) == [.tell(.interrupted)])
        #expect(!play.state.isActive && !play.state.isFlowing && play.state.trouble == trouble)
        #expect(play.take(.interrupted(trouble), after: .seconds(5)) == [])
        #expect(play.take(.tick, after: .seconds(600)) == [])
        #expect(play.take(.resumed) == [.tell(.resumed), .tell(.flowing)])
        #expect(play.state.isFlowing && play.state.trouble == nil)
        #expect(play.take(.resumed) == [])
    }

    @Test func `a connection that was made anew begins anew, and everybody is read`() {
        var play = Play.flowing(.eventSocket)
        play.take(.interrupted(Self.trouble(.temporary)))
        #expect(play.take(.made(id: "T", expiresAt: nil), after: .seconds(5)) == [.tell(.made), .readEverybody])
        #expect(play.state.isActive && !play.state.isFlowing && play.state.id == "T" && play.state.trouble == nil)
    }

    @Test func `trouble while the first connection is being made is told when it changes, and nothing is begun twice`()
    {
        var play = Play(.eventSocket)
        play.take(.tick)
        #expect(play.take(.found(.none)) == [.make])
        #expect(play.take(.interrupted(Self.trouble(.temporary))) == [.tell(.troubled)])
        #expect(play.take(.interrupted(Self.trouble(.temporary))) == [])
        #expect(play.take(.tick, after: .seconds(3600)) == [])
        #expect(play.take(.made(id: "S", expiresAt: nil)) == [.tell(.made), .readEverybody])
    }

    @Test(arguments: [true, false])
    func `one that its holder has given up is made anew after a pause`(isInterrupted: Bool) {
        var play = Play.flowing(.eventSocket)
        if isInterrupted { play.take(.interrupted(Self.trouble(.temporary))) }
        #expect(play.take(.failed(Self.trouble(.refused), after: nil)) == [.tell(.troubled)])
        #expect(!play.state.isActive && play.state.id == nil)
        #expect(play.take(.tick, after: .seconds(1799)) == [])
        #expect(play.take(.tick, after: .seconds(1)) == [.make])
    }

    @Test func `one that is given up while it is to be ended is ended`() {
        var play = Play.flowing(.eventSocket)
        #expect(play.take(.stop) == [.remove(id: "S")])
        #expect(play.take(.removed) == [.tell(.ended)])
        #expect(play.take(.interrupted(Self.trouble(.temporary))) == [])
        #expect(play.state.step == .ended)
    }
}
