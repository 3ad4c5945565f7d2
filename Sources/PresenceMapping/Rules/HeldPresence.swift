/// What the sync has written over a user's own RingCentral presence and what it replaced, and what it holds in Teams.
///
/// Store it whenever it changes, before the effects are run, and give it back after a restart. Without it a
/// do-not-disturb written before the restart looks as if the user had set it and is never lifted, and a presence held in
/// Teams may last until it runs out.
public struct HeldPresence: Hashable, Sendable, Codable {
    /// The user's own status, to be restored.
    public let ownUserStatus: RingCentralUserStatus
    /// The user's own call acceptance, to be restored.
    public let ownDNDStatus: RingCentralDNDStatus
    /// What RingCentral shows instead, or will once the write has arrived.
    public let writtenUserStatus: RingCentralUserStatus
    /// What RingCentral shows instead, or will once the write has arrived.
    public let writtenDNDStatus: RingCentralDNDStatus
    /// What RingCentral still shows if a write under way does not arrive.
    public let earlierUserStatus: RingCentralUserStatus
    /// What RingCentral still shows if a write under way does not arrive.
    public let earlierDNDStatus: RingCentralDNDStatus
    /// The session presence set in Teams, if there is one.
    public let session: TeamsPresence?
    /// The preferred presence set in Teams, if there is one.
    public let preferred: TeamsPresence?

    /// A held presence by its parts; without earlier values no write is under way.
    public init(
        ownUserStatus: RingCentralUserStatus, ownDNDStatus: RingCentralDNDStatus,
        writtenUserStatus: RingCentralUserStatus, writtenDNDStatus: RingCentralDNDStatus,
        earlierUserStatus: RingCentralUserStatus? = nil, earlierDNDStatus: RingCentralDNDStatus? = nil,
        session: TeamsPresence? = nil, preferred: TeamsPresence? = nil
    ) {
        self.ownUserStatus = ownUserStatus
        self.ownDNDStatus = ownDNDStatus
        self.writtenUserStatus = writtenUserStatus
        self.writtenDNDStatus = writtenDNDStatus
        self.earlierUserStatus = earlierUserStatus ?? writtenUserStatus
        self.earlierDNDStatus = earlierDNDStatus ?? writtenDNDStatus
        self.session = session
        self.preferred = preferred
    }

    /// What is held in Teams, in the closed form; a pair that is not one of the legal ones counts as nothing.
    var hold: TeamsHold {
        if let session = TeamsSessionPresence.allCases.first(where: { $0.presence == session }) {
            return TeamsHold(.session(session))
        }
        if let preferred = TeamsPreferredPresence.allCases.first(where: { $0.presence == preferred }) {
            return TeamsHold(.preferred(preferred))
        }
        return .nothing
    }

    /// The user's own status behind one that is shown: the saved one if the shown one was written by the sync.
    func ownUserStatus(whenShown shown: RingCentralState.UserStatus) -> RingCentralState.UserStatus {
        shown == .init(writtenUserStatus) || shown == .init(earlierUserStatus) ? .init(ownUserStatus) : shown
    }

    /// The user's own call acceptance behind one that is shown: the saved one if the shown one was written by the sync.
    func ownDNDStatus(whenShown shown: RingCentralState.DNDStatus) -> RingCentralState.DNDStatus {
        shown == .init(writtenDNDStatus) || shown == .init(earlierDNDStatus) ? .init(ownDNDStatus) : shown
    }
}

extension RingCentralState.UserStatus {
    /// The word of the API; nil for a word that is not published.
    public var word: RingCentralUserStatus? { SettableUserStatus(self)?.word }

    /// A word to store: one that is read back as the same case, whatever the API called it.
    var storedWord: RingCentralUserStatus { word ?? RingCentralUserStatus(rawValue: "Unknown") }
}

extension RingCentralState.DNDStatus {
    /// The word of the API; nil for a word that is not published.
    public var word: RingCentralDNDStatus? {
        self == .takeDepartmentCallsOnly ? .takeDepartmentCallsOnly : SettableDNDStatus(self)?.word
    }

    /// A word to store: one that is read back as the same case, whatever the API called it.
    var storedWord: RingCentralDNDStatus { word ?? .unknown }
}
