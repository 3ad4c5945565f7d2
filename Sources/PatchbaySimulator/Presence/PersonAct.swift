/// Something that a person does, or that happens to them, on either side. Numbers tell calls, meetings and appointments apart. The
/// cloud's own algebra, therefore closed.
public enum PersonAct: Hashable, Sendable, Codable {
    // Teams

    /// Opens the Teams client.
    case signsInToTeams
    /// Closes the Teams client; whatever went on in it ends.
    case signsOutOfTeams
    /// Leaves the keyboard; the client turns to away.
    case goesIdleInTeams
    /// Comes back to the keyboard.
    case comesBackInTeams
    /// Begins something in the client.
    case beginsInTeams(TeamsEngagement, Int)
    /// Ends it.
    case endsInTeams(Int)
    /// Picks a status by hand, for a while or for as long as Teams keeps it.
    case choosesInTeams(TeamsChoice, lasting: Duration? = nil)
    /// Picks “reset status”.
    case resetsStatusInTeams
    /// An appointment begins in the calendar, and ends by itself.
    case isBooked(Int, lasting: Duration)
    /// An appointment is over before its time.
    case isReleased(Int)

    // RingCentral

    /// Somebody calls, directly or through a queue. It rings unless the person takes no such calls.
    case isCalled(Int, byQueue: Bool = false)
    /// Calls somebody, who answers at once.
    case calls(Int)
    /// Answers a call that rings.
    case answers(Int)
    /// Holds a call.
    case holds(Int)
    /// Takes a held or parked call back.
    case resumes(Int)
    /// Parks a call.
    case parks(Int)
    /// A call ends, answered or not.
    case hangsUp(Int)
    /// Joins a RingCentral meeting.
    case joinsRingCentralMeeting(Int)
    /// Leaves it.
    case leavesRingCentralMeeting(Int)
    /// Picks a status in the RingCentral app.
    case choosesAtRingCentral(RingCentralChoice)
    /// Picks which calls to take in the RingCentral app.
    case takes(CallsTaken)
    /// Hides or shows the presence to others.
    case hidesAtRingCentral(Bool)
    /// The RingCentral app turns to offline by itself.
    case goesIdleAtRingCentral
    /// It comes back by itself.
    case comesBackAtRingCentral
}

/// What can go on in a Teams client.
///
/// Source: Microsoft Graph `presence`, the values of activity.
public enum TeamsEngagement: String, Hashable, Sendable, Codable, CaseIterable {
    /// A call.
    case call = "InACall"
    /// A call with several.
    case conferenceCall = "InAConferenceCall"
    /// A meeting.
    case meeting = "InAMeeting"
    /// Sharing a screen.
    case presenting = "Presenting"
    /// Busy without more.
    case busy = "Busy"

    var status: TeamsUserPresence.Status { .init(self == .presenting ? "DoNotDisturb" : "Busy", rawValue) }
}

/// What a person can pick in Teams.
///
/// Source: Microsoft Graph `presence-setuserpreferredpresence`.
public enum TeamsChoice: String, Hashable, Sendable, Codable, CaseIterable {
    /// Available.
    case available = "Available"
    /// Busy.
    case busy = "Busy"
    /// Do not disturb.
    case doNotDisturb = "DoNotDisturb"
    /// Be right back.
    case beRightBack = "BeRightBack"
    /// Appear away.
    case away = "Away"
    /// Appear offline.
    case offline = "Offline"

    var status: TeamsUserPresence.Status { .init(rawValue, self == .offline ? "OffWork" : rawValue) }
}

/// What a person can pick in the RingCentral app.
///
/// Source: RingCentral `updateUserPresenceStatus`, `userStatus`.
public enum RingCentralChoice: String, Hashable, Sendable, Codable, CaseIterable {
    /// Available.
    case available = "Available"
    /// Busy.
    case busy = "Busy"
    /// Invisible.
    case offline = "Offline"
}

/// Which calls a person takes.
///
/// Source: RingCentral `updateUserPresenceStatus`, `dndStatus`.
public enum CallsTaken: String, Hashable, Sendable, Codable, CaseIterable {
    /// All of them.
    case all = "TakeAllCalls"
    /// None from queues.
    case directOnly = "DoNotAcceptDepartmentCalls"
    /// None: do not disturb.
    case none = "DoNotAcceptAnyCalls"
}

/// Somebody with an account on both sides, or on one.
public struct SimulatedPerson: Hashable, Sendable, Codable {
    /// The user's object id, if there is one.
    public var userID: String?
    /// The extension's id, if there is one.
    public var extensionID: Int64?

    /// Makes a person.
    public init(userID: String?, extensionID: Int64?) {
        self.userID = userID
        self.extensionID = extensionID
    }
}

/// What somebody does at a moment.
public struct PersonEvent: Hashable, Sendable, Codable {
    /// When; in a day from its beginning, in a journal from when the cloud was made.
    public var at: Duration
    /// Who.
    public var person: SimulatedPerson
    /// What.
    public var act: PersonAct

    /// Makes an event.
    public init(at: Duration, person: SimulatedPerson, act: PersonAct) {
        self.at = at
        self.person = person
        self.act = act
    }
}

extension Population {
    /// The users who have Teams and a working extension of their own: those whose presence can be kept in step.
    public var people: [SimulatedPerson] {
        var people: [SimulatedPerson] = []
        for (place, seed) in extensionSeeds.enumerated() where seed.user >= 0 && seed.variant == 0 {
            let user = user(at: Int(seed.user))
            guard [.ordinary, .installedBefore, .planWarning].contains(user.kind),
                ![.disabled, .notActivated, .none].contains(user.extensionKind)
            else { continue }
            people.append(
                SimulatedPerson(userID: user.id, extensionID: Population.firstExtensionID + Int64(place) * 7))
        }
        return people
    }
}
