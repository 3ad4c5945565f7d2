extension PresenceReducer {
    /// Takes a reading of RingCentral that says of a user at rest what is known already, which most do: the state notes when it was true,
    /// and nothing else comes of it.
    ///
    /// Only where every event of the user was taken by the same policy, since nothing is evaluated.
    ///
    /// - Parameter presence: the whole presence as it was read.
    /// - Returns: false if the reading has to be taken by ``reduce(_:_:at:)``; the state is as before then.
    package func confirm(
        _ state: inout SyncState, ringCentral presence: RingCentralState, asOf: Duration, at now: Duration
    ) -> Bool {
        guard state.isSteady, state.shown == presence else { return false }
        let asOf = Swift.min(Moment(asOf), Moment(now))
        // Of the same moment counts as older than an event; from before our first write it is news.
        guard asOf > state.ringCentralAsOf, asOf >= state.writingSince else { return false }
        state.ringCentralAsOf = asOf
        state.flags.insert(.ringCentralIsRead)
        return true
    }

    /// The same for a reading of Teams.
    package func confirm(_ state: inout SyncState, teams reading: TeamsReading, at now: Duration) -> Bool {
        guard state.isSteady, state.ownTeams == reading.state.packed, !reading.state.isInactive else { return false }
        let asOf = Swift.min(reading.asOf.map { Moment($0) } ?? Moment(now), Moment(now))
        let isUnsequenced = state.flags.contains(.teamsIsUnsequenced)
        guard let sequence = reading.sequence else {
            guard isUnsequenced, asOf >= state.teamsAsOf else { return false }
            state.teamsAsOf = asOf
            return true
        }
        guard !isUnsequenced, state.teamsHigh != 0 else { return false }
        switch sequence.order(afterHigh: state.teamsHigh, low: state.teamsLow) {
        case .same: return true
        case .newer:
            state.teamsHigh = sequence.high
            state.teamsLow = sequence.low
            state.teamsAsOf = Swift.max(state.teamsAsOf, asOf)
            return true
        case .older, .undecided: return false
        }
    }
}

extension SyncState {
    private static let known: Flags = [.isRingCentralKnown, .hasStarted]
    private static let restless: Flags = [
        .isReleased, .isWriting, .awaitsUser, .awaitsDND, .isUncertain, .isContested, .ringCentralRefused,
        .teamsRefused,
        .teamsIsDirty, .holdWasSeen, .teamsShowsHold, .checksCleared, .overlapped, .ringCentralWaits, .teamsWaits,
        .doubtsUser, .doubtsDND,
    ]

    /// Whether both sides are known and nothing is queued, held, awaited, doubted or due: the same again changes nothing, at any time.
    fileprivate var isSteady: Bool {
        pending == 0 && settleAt == .never && hold == .nothing && cleared == .nothing && ownTeams != Self.noTeams
            && flags.rawValue & Self.known.rawValue == Self.known.rawValue
            && flags.rawValue & Self.restless.rawValue == 0
    }
}
