/// What Teams shows of a user, and what it is made of.
public struct SimulatedTeamsPresence: Hashable, Sendable, Codable {
    /// The availability that everybody sees, such as `Busy`.
    public var availability: String
    /// The activity that everybody sees, such as `InACall`.
    public var activity: String
    /// The version that reads show.
    public var sequenceNumber: String
    /// What the Teams client says by itself, such as `Available/Available`; `nil` while the user is signed out.
    public var client: String?
    /// The live sessions of apps by client id, as they stand now, faded where they have.
    public var apps: [String: String]
    /// The preferred status, such as `DoNotDisturb/DoNotDisturb`, if it still holds.
    public var preferred: String?
    /// Who chose the preferred status.
    public var preferredBy: PresenceWriter?
    /// The status message, if it still holds.
    public var message: String?

    /// Availability and activity in one.
    public var status: String { "\(availability)/\(activity)" }
}

/// What RingCentral has of an extension, in full.
public struct SimulatedRingCentralPresence: Hashable, Sendable, Codable {
    /// What RingCentral makes of it all.
    public var presenceStatus: String
    /// What reads say was set; `Offline` while the app is idle.
    public var userStatus: String
    /// Who set it.
    public var userStatusSetBy: PresenceWriter
    /// Which calls are taken.
    public var dndStatus: String
    /// Who set that.
    public var dndStatusSetBy: PresenceWriter
    /// What the telephone is doing.
    public var telephonyStatus: String
    /// Whether a RingCentral meeting is going on.
    public var meetingStatus: String
    /// Whether others may see it.
    public var allowSeeMyPresence: Bool
    /// The status message.
    public var message: String?
    /// Whether the extension is in a call queue; without one, the values about queue calls are refused.
    public var isInQueue: Bool
    /// How many calls there are, ringing ones included.
    public var calls: Int
}

/// What is true, whatever limits and permissions a client is under. Asking costs nothing and leaves no trace.
extension SimulatedCloud {
    /// What Teams shows of a user now; `nil` if there is no such user.
    ///
    /// - Parameter key: object id or user principal name.
    public func presence(ofUser key: String) -> SimulatedTeamsPresence? {
        withWorld { world, now in
            guard let index = world.directory.index(of: key) else { return nil }
            return world.presences.teams(index).truth(at: now)
        }
    }

    /// What RingCentral has of an extension now; `nil` if there is no such extension.
    public func ringCentralPresence(ofExtension id: Int64) -> SimulatedRingCentralPresence? {
        withWorld { world, _ in
            guard let place = world.ringCentral.place(of: String(id), world.settings.population) else { return nil }
            return world.presences.telephone(place).truth(isInQueue: world.presences.isInQueue(place))
        }
    }

    /// Who changed whose presence so far.
    public var presenceJournal: PresenceJournal { withWorld { world, _ in world.presences.journal } }

    /// Puts an extension into a call queue, or takes it out of all.
    public func setInQueue(_ isInQueue: Bool, extension id: Int64) {
        withWorld { world, _ in
            guard let place = world.ringCentral.place(of: String(id), world.settings.population) else { return }
            world.presences.setInQueue(isInQueue, place)
        }
    }
}

extension TeamsUserPresence {
    fileprivate func truth(at now: Double) -> SimulatedTeamsPresence {
        let shown = shown(at: now)
        let living = preferred.flatMap { $0.endsAt > now ? $0 : nil }
        var apps: [String: String] = [:]
        for session in self.apps where session.endsAt > now { apps[session.app] = session.status(at: now).description }
        return SimulatedTeamsPresence(
            availability: shown.availability, activity: shown.activity, sequenceNumber: sequenceNumber(at: now),
            client: clientStatus?.description, apps: apps, preferred: living?.status.description,
            preferredBy: living?.setBy, message: message.flatMap { $0.endsAt > now ? $0.content : nil })
    }
}

extension TelephonePresence {
    fileprivate func truth(isInQueue: Bool) -> SimulatedRingCentralPresence {
        SimulatedRingCentralPresence(
            presenceStatus: presenceStatus, userStatus: reportedUserStatus, userStatusSetBy: userStatusSetBy,
            dndStatus: dndStatus, dndStatusSetBy: dndSetBy, telephonyStatus: telephonyStatus,
            meetingStatus: meetingStatus, allowSeeMyPresence: allowSeeMyPresence, message: message,
            isInQueue: isInQueue, calls: lines.count)
    }
}
