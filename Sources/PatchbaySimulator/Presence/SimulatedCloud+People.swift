import PatchbayCore

/// What people do: one thing now, or a whole day as time passes.
extension SimulatedCloud {
    /// Lets somebody do something now.
    ///
    /// ```swift
    /// cloud.perform(.isCalled(1), by: "ada@fabrikam.example")
    /// cloud.perform(.answers(1), by: "ada@fabrikam.example")
    /// ```
    ///
    /// - Parameter key: object id or user principal name of the user, or id of the extension; the other side is found.
    /// - Returns: Whether it had an effect: an unknown person has none, and a call does not ring for somebody who takes none.
    @discardableResult
    public func perform(_ act: PersonAct, by key: String) -> Bool {
        withWorld { world, now in
            guard let person = world.person(key) else { return false }
            return world.perform(act, by: person, at: now)
        }
    }

    /// Lets somebody do something now.
    ///
    /// - Returns: Whether it had an effect.
    @discardableResult
    public func perform(_ act: PersonAct, by person: SimulatedPerson) -> Bool {
        withWorld { world, now in world.perform(act, by: person, at: now) }
    }

    /// Begins a day. Its events happen at their own moments without anybody driving them: whoever reads later finds what they
    /// led to. Events of another day that have not happened yet still will.
    public func play(_ day: WorkingDay) {
        withWorld { world, now in world.presences.schedule(day.events, from: now) }
    }

    /// Lets happen what is due, for a loop that sleeps from one event to the next.
    public func catchUp() -> CaughtUp {
        withWorld { world, now in
            CaughtUp(
                happened: world.presences.takeUnreported(),
                next: world.presences.nextEvent.map { .seconds(max(0, $0.at.seconds - now)) })
        }
    }

    /// Plays a day from beginning to end.
    ///
    /// - Parameter each: gets what happened, as it happens.
    /// - Throws: `CancellationError`. Events that have not happened yet still will.
    public func run(_ day: WorkingDay, each: @Sendable (PersonEvent) async -> Void = { _ in }) async throws {
        play(day)
        while true {
            let due = catchUp()
            for event in due.happened { await each(event) }
            guard let next = due.next else { return }
            try await sleep(for: next)
        }
    }
}

/// What happened since the last time, and how long it is until something does.
public struct CaughtUp: Hashable, Sendable {
    /// What people did, at seconds since the cloud was made.
    public var happened: [PersonEvent]
    /// How long until the next event; `nil` if none is planned.
    public var next: Duration?
}
