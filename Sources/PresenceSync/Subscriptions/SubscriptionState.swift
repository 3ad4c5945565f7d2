/// What is wrong with a subscription, or was.
public struct SubscriptionTrouble: Sendable, Hashable, Codable {
    /// What it means for the keeping.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// There is one already.
        case exists
        /// Another program has the one that can be had.
        case occupied
        /// It is over.
        case gone
        /// Refused; somebody has to do something about it.
        case refused
        /// The service does not reach the address.
        case unreachable
        /// It will pass.
        case temporary
        /// No answer came, so it may have been done.
        case unanswered
        /// The service has ceased to deliver.
        case undelivered
        /// Changes come to light that it did not tell of.
        case silent
    }

    /// What it means.
    public let kind: Kind
    /// A sentence.
    public let message: String
    /// What to do about it.
    public let remedy: String?

    /// Trouble.
    public init(_ kind: Kind, _ message: String, remedy: String? = nil) {
        self.kind = kind
        self.message = message
        self.remedy = remedy
    }
}

/// How one subscription stands. A value that only ``SubscriptionPlanner`` changes.
public struct SubscriptionState: Sendable, Hashable {
    /// What is to be done next, or is being done.
    public enum Step: String, Sendable, Hashable, Codable {
        /// Look whether there is one.
        case look
        /// Make one.
        case make
        /// It is there; nothing to be done.
        case keep
        /// Extend it.
        case renew
        /// Look whether it delivers.
        case check
        /// Delete it.
        case remove
        /// It was ended.
        case ended
    }

    /// What is to be done next, or is being done.
    public internal(set) var step = Step.look
    /// When that may begin.
    public internal(set) var dueAt = Duration.zero
    /// Whether it is being done.
    public internal(set) var isUnderWay = false
    /// Its id while there is one.
    public internal(set) var id: String?
    /// When it ends.
    public internal(set) var expiresAt: Duration?
    /// Since when it is there, as far as this process knows.
    public internal(set) var activeSince: Duration?
    /// When it was made or renewed last.
    public internal(set) var renewedAt: Duration?
    /// When it is to be renewed.
    public internal(set) var renewAt: Duration?
    /// When it is to be looked at.
    public internal(set) var checkAt: Duration?
    /// When it told something last.
    public internal(set) var notifiedAt: Duration?
    /// Whether its connection is broken at the moment. Only one of the event socket has any.
    public internal(set) var isInterrupted = false
    /// Since when changes stay untold.
    public internal(set) var untoldSince: Duration?
    /// When it was made anew last because it was silent.
    public internal(set) var silencedAt: Duration?
    /// What is wrong.
    public internal(set) var trouble: SubscriptionTrouble?
    /// How often in a row something failed.
    public internal(set) var failures = 0
    /// Whether it is to be ended for good.
    public internal(set) var isStopping = false

    /// Nothing is known yet.
    public init() {}

    /// Whether it is there, connection and all.
    public var isActive: Bool { activeSince != nil && id != nil && !isInterrupted }

    /// Whether it can be relied on: it has told something since it was made, and nothing has come to light since that it did not tell.
    public var isFlowing: Bool {
        guard isActive, let activeSince, let notifiedAt else { return false }
        return notifiedAt >= activeSince && untoldSince == nil
    }
}

/// What happens to a subscription.
public enum SubscriptionEvent: Sendable, Hashable {
    /// What a look has found.
    public enum Sighting: Sendable, Hashable {
        /// None that matters.
        case none
        /// One like the one that is wanted.
        case wanted(id: String)
        /// One of ours that is not like it: for other people, or with another secret.
        case outdated(id: String)
        /// Another program's, so that none can be made; with the time until it ends.
        case foreign(endsIn: Duration?)
    }

    /// What a check has found.
    public enum Health: Sendable, Hashable {
        /// It delivers.
        case delivers
        /// It does not, for now.
        case suspended(String)
        /// It does not, and never will.
        case dead(String)
    }

    /// Time has passed.
    case tick
    /// A look ended.
    case found(Sighting)
    /// It was made.
    case made(id: String, expiresAt: Duration?)
    /// It was renewed.
    case renewed(expiresAt: Duration?)
    /// A check ended.
    case checked(Health)
    /// It was deleted.
    case removed
    /// What was being done failed.
    case failed(SubscriptionTrouble, after: Duration?)
    /// The service asks for a renewal, with the id of the subscription it means.
    case renewalAsked(id: String?)
    /// The service says that it has removed the subscription.
    case removedByService(id: String?)
    /// The service says that it could not deliver everything.
    case missed
    /// Its connection broke; it is being taken up again, by whoever holds it.
    case interrupted(SubscriptionTrouble)
    /// The connection was taken up again, and whatever it missed is told.
    case resumed
    /// It told something.
    case notified(at: Duration)
    /// A poll has shown a change, and nothing was told about it since.
    case untold(since: Duration)
    /// It is to be ended.
    case stop
}

/// What a planner wants.
public enum SubscriptionAction: Sendable, Hashable {
    /// Look whether there is a subscription.
    case look
    /// Make one.
    case make
    /// Renew this one.
    case renew(id: String)
    /// Look whether this one delivers.
    case check(id: String)
    /// Delete this one.
    case remove(id: String)
    /// Read everybody: something may have been missed.
    case readEverybody
    /// Tell the people.
    case tell(SubscriptionNews)
}

/// What has become of a subscription.
public enum SubscriptionNews: String, Sendable, Hashable, Codable {
    /// It was made.
    case made
    /// One that was there was taken over.
    case adopted
    /// It was renewed.
    case renewed
    /// It tells what happens, so that less is polled.
    case flowing
    /// Changes come to light that it did not tell of; what it covers is polled as if it were not there.
    case doubted
    /// It has been silent for too long and is made anew.
    case silent
    /// It is over and is made anew.
    case lost
    /// Something does not work; polling goes on.
    case troubled
    /// Its connection broke and is taken up again; until then everybody is polled as if it were not there.
    case interrupted
    /// The connection was taken up again, and nothing was lost.
    case resumed
    /// Something may have happened that it did not tell; everybody is read.
    case missed
    /// It was deleted.
    case ended
}
