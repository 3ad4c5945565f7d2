/// What the sync has written over a user's own RingCentral presence, and what it replaced.
///
/// Store it before each write and give it back after a restart: without it a do-not-disturb written before the restart
/// looks as if the user had set it, and is never lifted.
public struct HeldPresence: Hashable, Sendable, Codable {
    /// The user's own status, to be restored.
    public let ownUserStatus: RingCentralUserStatus
    /// The user's own call acceptance, to be restored.
    public let ownDNDStatus: RingCentralDNDStatus
    /// What RingCentral shows instead, or will once the write has arrived.
    public let writtenUserStatus: RingCentralUserStatus
    /// What RingCentral shows instead, or will once the write has arrived.
    public let writtenDNDStatus: RingCentralDNDStatus

    /// A held presence by its parts.
    public init(
        ownUserStatus: RingCentralUserStatus, ownDNDStatus: RingCentralDNDStatus,
        writtenUserStatus: RingCentralUserStatus, writtenDNDStatus: RingCentralDNDStatus
    ) {
        self.ownUserStatus = ownUserStatus
        self.ownDNDStatus = ownDNDStatus
        self.writtenUserStatus = writtenUserStatus
        self.writtenDNDStatus = writtenDNDStatus
    }

    /// The user's own status behind one that is shown: the saved one if the shown one was written by the sync.
    func ownUserStatus(whenShown shown: RingCentralState.UserStatus) -> RingCentralState.UserStatus {
        shown == .init(writtenUserStatus) ? .init(ownUserStatus) : shown
    }

    /// The user's own call acceptance behind one that is shown: the saved one if the shown one was written by the sync.
    func ownDNDStatus(whenShown shown: RingCentralState.DNDStatus) -> RingCentralState.DNDStatus {
        shown == .init(writtenDNDStatus) ? .init(ownDNDStatus) : shown
    }
}

extension RingCentralState.UserStatus {
    /// The word of the API; nil for a word that is not published.
    public var word: RingCentralUserStatus? { SettableUserStatus(self)?.word }
}

extension RingCentralState.DNDStatus {
    /// The word of the API; nil for a word that is not published.
    public var word: RingCentralDNDStatus? {
        self == .takeDepartmentCallsOnly ? .takeDepartmentCallsOnly : SettableDNDStatus(self)?.word
    }
}
