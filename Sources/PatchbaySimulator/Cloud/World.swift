import Foundation
import PatchbayCore

/// The state of the cloud: everything that changes. It is only touched with the cloud's lock held, so it needs none of its own.
final class World {
    let settings: CloudSettings
    var random: SplitMix64
    var throttles: ThrottleBook
    var faults: FaultPlayer
    /// The script that is in force.
    private(set) var script = FaultScript.none
    var latency: Latency
    var journal = CloudJournal()
    var requestNumber = 0

    var entra: EntraState
    var directory: Directory
    var teams: TeamsState
    /// Made when somebody first asks, as it takes a look at everybody.
    lazy var groups = GroupsState(settings.population, seed: settings.seed)
    var ringCentral: RingCentralState
    /// Made when somebody first asks, as it takes a look at everybody and their groups.
    lazy var telephony = TelephonyState(self)
    /// Whether anybody has asked, so that a report does not make it.
    var isTelephonyUsed: Bool { journal.operations.keys.contains { $0.hasPrefix("ringcentral.directRouting.") } }
    var presences = PresencesState()
    var subscriptions: SubscriptionsState
    var sockets = EventSocketsState()
    /// Whether there is anything to send notifications with.
    let canDeliver: Bool
    /// Encrypts and signs what goes out with data.
    let sealer: (any NotificationSealer)?
    /// The date at which the cloud was made.
    let epoch: Date
    /// When the cloud wakes by itself next.
    var alarmAt: Double?
    /// What the handler at work wants to ask; see ``ask(_:within:for:)``.
    var asked: (requests: [HTTPRequest], timeout: Duration)?
    /// Made when somebody first asks.
    lazy var genesys = GenesysState(
        settings.population.genesysUsers(seed: settings.seed, clientID: settings.genesys.clientID), settings)
    /// Whether anybody has asked, so that a report does not make them.
    var isGenesysUsed: Bool { journal.operations.keys.contains { $0.hasPrefix("genesys.") } }

    /// The services, in the order in which they are asked whether a request is theirs. A new service is one more line.
    static let services: [any SimulatedService] = [
        ControlService(), RingCentralService(), GenesysService(), GraphService(), EntraService(),
    ]

    init(_ settings: CloudSettings, epoch: Date, canDeliver: Bool) {
        self.settings = settings
        self.epoch = epoch
        self.canDeliver = canDeliver
        #if Crypto
            sealer = RSANotificationSealer()
        #else
            sealer = nil
        #endif
        subscriptions = SubscriptionsState(seed: settings.seed)
        random = SplitMix64(seed: settings.seed ^ 0xC10D)
        throttles = ThrottleBook(.none)
        faults = FaultPlayer(.none, seed: settings.seed, now: 0)
        latency = settings.latency
        entra = EntraState(settings)
        directory = Directory(settings.population)
        teams = TeamsState(settings)
        ringCentral = RingCentralState(settings.ringCentral)
        play(settings.faults, now: 0)
    }

    /// Puts a script in force, instead of the one before.
    func play(_ script: FaultScript, now: Double) {
        self.script = script
        faults = FaultPlayer(script, seed: settings.seed, now: now)
        latency = script.latency ?? settings.latency
        var limits = settings.limits
        for (group, limit) in script.limits { limits.byGroup[group] = limit }
        if script.chargesRefusals { limits = limits.chargingRefusals() }
        throttles.replace(limits.scaled(by: settings.limitScale))
    }

    private var filters: [String: ODataFilter] = [:]

    /// A filter, parsed. The same few come again for every user, so they are kept.
    func filter(_ text: String) throws(ODataSyntaxError) -> ODataFilter {
        if let known = filters[text] { return known }
        let filter = try ODataParser.parse(text)
        if filters.count >= 100 { filters = [:] }
        filters[text] = filter
        return filter
    }

    /// A delay drawn for one change.
    func delay(_ range: ClosedRange<Duration>) -> Double { random.duration(in: range).seconds }

    /// The id that goes out with an answer.
    func requestID(of call: Call) -> String {
        GUID(seed: settings.seed, kind: .request, index: call.number).description
    }
}
