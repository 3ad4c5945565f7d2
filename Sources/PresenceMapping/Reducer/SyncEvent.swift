/// Something that happened to one user.
public enum SyncEvent: Hashable, Sendable {
    /// Teams presence was read or notified.
    case teams(TeamsReading)
    /// RingCentral presence was read or notified.
    case ringCentral(RingCentralReading)
    /// The write in ``SyncState/pendingWrite`` is about to be sent. Report it just before sending: the moment separates
    /// what the user did from what the sync did.
    case ringCentralWriteStarted
    /// The RingCentral write that was started has come to an end.
    case ringCentralWriteFinished(WriteOutcome)
    /// The Teams writes of the last effects have come to an end. Report only those that did not succeed, or all.
    case teamsWriteFinished(WriteOutcome)
    /// Whether the user is in a call queue has been found out.
    case queueMembership(Bool)
    /// The event stream was set up anew; its numbering may have started over.
    case streamRestarted
    /// The moment of ``SyncEffects/wakeAt`` has come. Harmless at any other time.
    case wake
    /// The user is no longer to be synced: what was changed is restored, what was set is cleared.
    case unsync
    /// The user is to be synced again; a refusal is forgotten.
    case sync
}

/// How a write ended.
public enum WriteOutcome: UInt8, Hashable, Sendable {
    /// The service accepted it. Clearing a Teams session that no longer exists (404) counts.
    case accepted
    /// It surely had no effect: not sent, throttled, refused for now. It will be tried again.
    case notDone
    /// It may or may not have had effect. It is read back before it is tried again.
    case unknown
    /// It will never be accepted as things are. Nothing more is written until ``SyncEvent/sync``.
    case refused
    /// RingCentral refused “no queue calls” (400) because the user is in no queue.
    case notInAQueue
}
