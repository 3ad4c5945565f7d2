/// What is to be done, as data: at most one of each kind, stored inline.
public struct SyncEffects: Hashable, Sendable, Sequence {
    /// Queue this RingCentral write. When its turn comes, send what ``SyncState/pendingWrite`` holds by then: it may be
    /// newer, or gone.
    public var ringCentral: RingCentralWrite?
    /// Set or clear our session in Teams now.
    public var session: SessionChange?
    /// Set or clear the user's preferred presence in Teams now.
    public var preferred: PreferredChange?
    /// Read the RingCentral presence and report it.
    public var readsRingCentral = false
    /// Read the Teams presence and report it.
    public var readsTeams = false
    /// Report ``SyncEvent/wake`` at this moment. It replaces any earlier one.
    public var wakeAt: Duration?

    /// A change to our session in Teams.
    public enum SessionChange: Hashable, Sendable {
        /// Set it.
        case set(TeamsSessionPresence, SessionDuration)
        /// Clear it. 404 is fine.
        case clear
    }

    /// A change to the user's preferred presence in Teams.
    public enum PreferredChange: Hashable, Sendable {
        /// Set it.
        case set(TeamsPreferredPresence, SessionDuration)
        /// Clear it.
        case clear
    }

    /// No effects.
    public init() {}

    /// Whether nothing is to be done.
    public var isEmpty: Bool { self == SyncEffects() }

    /// Whether anything is to be written to either side.
    public var writes: Bool { ringCentral != nil || session != nil || preferred != nil }

    /// The effects one by one, in the order in which to run them.
    public func makeIterator() -> Iterator { Iterator(effects: self) }

    /// Goes through the effects without an array.
    public struct Iterator: IteratorProtocol {
        private let effects: SyncEffects
        private var position = 0

        init(effects: SyncEffects) { self.effects = effects }

        /// The next effect.
        public mutating func next() -> SyncEffect? {
            while position < 6 {
                defer { position += 1 }
                if let effect = effect(at: position) { return effect }
            }
            return nil
        }

        private func effect(at position: Int) -> SyncEffect? {
            switch position {
            case 0: effects.ringCentral.map(SyncEffect.writeRingCentral)
            case 1: effects.session.map(SyncEffect.changeSession)
            case 2: effects.preferred.map(SyncEffect.changePreferred)
            case 3: effects.readsRingCentral ? .readRingCentral : nil
            case 4: effects.readsTeams ? .readTeams : nil
            default: effects.wakeAt.map(SyncEffect.wake)
            }
        }
    }
}

/// One thing to be done.
public enum SyncEffect: Hashable, Sendable {
    /// See ``SyncEffects/ringCentral``.
    case writeRingCentral(RingCentralWrite)
    /// See ``SyncEffects/session``.
    case changeSession(SyncEffects.SessionChange)
    /// See ``SyncEffects/preferred``.
    case changePreferred(SyncEffects.PreferredChange)
    /// See ``SyncEffects/readsRingCentral``.
    case readRingCentral
    /// See ``SyncEffects/readsTeams``.
    case readTeams
    /// See ``SyncEffects/wakeAt``.
    case wake(at: Duration)
}
