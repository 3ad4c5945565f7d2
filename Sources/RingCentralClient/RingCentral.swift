public import PatchbayCore

/// A connection to one RingCentral account as one user: the way to its directory, extensions, permissions, presence and events.
///
/// ```swift
/// let ringCentral = RingCentral(
///     .jwt(assertion, clientID: id, clientSecret: secret, transport: transport),
///     clientID: id, transport: transport)
/// for try await person in ringCentral.directory.entries() { print(person.email ?? person.id.description) }
/// ```
///
/// Make one per signed-in user and keep it: RingCentral's limits are per user and app, and a token that is renewed ends the one
/// before it at once, so two connections with the same credential would sign each other out. Everything is a value; state sits in
/// ``tokens`` and in the pipeline's scheduler.
public struct RingCentral: Sendable {
    /// The way of every call.
    public let pipeline: Pipeline
    /// The tokens in use.
    public let tokens: TokenCache
    /// How urgent the calls made through this value are; see ``inLane(_:)``.
    public private(set) var lane: RequestScheduler.Lane = .interactive
    /// Whether calls made through this value are sent again; see ``sendingOnce()``.
    private var retry: RetryPolicy?

    let credential: any CredentialProvider

    /// Connects.
    ///
    /// - Parameters:
    ///   - credential: who signs in.
    ///   - clientID: the app's id; with `user` it says whose limits are used.
    ///   - server: the API's root. There are several worlds (com, biz, partners), so it is never assumed.
    ///   - limits: the published limits, or what RingCentral has agreed with you for this app.
    ///   - user: any word that tells the signed-in users of one app apart where they share a scheduler.
    ///   - configure: changes what the pipeline is made of: retries, time, events, a shared scheduler.
    public init(
        _ credential: some CredentialProvider, clientID: String, server: ServiceRoot = RingCentral.production,
        transport: any HTTPTransport, limits: [RateGroup: RateLimit] = RingCentralLimits.published, user: String = "~",
        configure: (inout Pipeline.Configuration) -> Void = { _ in }
    ) {
        var configuration = Pipeline.Configuration()
        configure(&configuration)
        let scheduler =
            configuration.scheduler
            ?? RequestScheduler(
                ledger: RateLedger(limits: [.ringCentral: limits]), time: configuration.time)
        configuration.scheduler = scheduler
        let gate = RenewalGate(time: configuration.time)
        let tokens = TokenCache(
            GatedCredential(credential: credential, gate: gate), time: configuration.time
        ) { [configuration] in
            configuration.events(
                ClientEvent(
                    service: .ringCentral, operation: "token.fetch", callID: configuration.makeID(),
                    kind: .tokenRefreshed))
        }
        let keys = RateGroup.ringCentral.map {
            RateKey(service: .ringCentral, account: user, app: clientID, group: $0)
        }
        self.credential = credential
        self.tokens = tokens
        pipeline = Pipeline(
            root: server, dialect: RingCentralDialect(),
            transport: RingCentralWire(
                next: transport, tokens: tokens, gate: gate, scheduler: scheduler, keys: keys,
                time: configuration.time),
            tokens: tokens, account: user, app: clientID, limits: limits, configuration: configuration)
    }

    /// The same connection with other urgency: background reading in `.sweep`, bulk work in `.apply`, what a person or a ringing
    /// telephone waits for in `.interactive`.
    public func inLane(_ lane: RequestScheduler.Lane) -> RingCentral {
        var copy = self
        copy.lane = lane
        return copy
    }

    /// The same connection, which sends nothing a second time by itself. For whoever must look again before a repeat, since what was
    /// right to write a minute ago may be wrong now.
    public func sendingOnce() -> RingCentral {
        var copy = self
        copy.retry = .never
        return copy
    }

    /// The account.
    public var account: Accounts { Accounts(caller: caller) }
    /// The company directory.
    public var directory: Directory { Directory(caller: caller) }
    /// The extensions.
    public var extensions: Extensions { Extensions(caller: caller) }
    /// What the app and the signed-in user may do.
    public var permissions: Permissions { Permissions(caller: caller, tokens: tokens, credential: credential) }

    /// Presence.
    public var presence: Presences { Presences(caller: caller) }

    /// Standing orders for events.
    public var subscriptions: Subscriptions { Subscriptions(caller: caller) }
    /// Call queues.
    public var callQueues: CallQueues { CallQueues(caller: caller) }
    /// Telephone numbers.
    public var phoneNumbers: PhoneNumbers { PhoneNumbers(caller: caller) }
    /// Features of extensions.
    public var features: Features { Features(caller: caller) }
    /// Call handling by states.
    public var callHandling: CallHandling { CallHandling(caller: caller) }
    /// The Teams integration of extensions.
    public var directRouting: DirectRouting { directRouting() }

    /// The Teams integration of extensions, with a choice that the service's documentation leaves open.
    public func directRouting(listStyle: DirectRouting.ListStyle = .repeated) -> DirectRouting {
        DirectRouting(caller: caller, listStyle: listStyle)
    }

    var caller: Caller { Caller(pipeline: pipeline, lane: lane, retry: retry) }
}

extension RingCentral {
    /// RingCentral's own world. Source: RingCentral `basics/uris`.
    public static let production = root("https://platform.ringcentral.com")
    /// The world of AT&T Office@Hand and Verizon. Source: RingCentral `basics/partners/segregated-environments`.
    public static let segregated = root("https://platform.ringcentral.biz")
    /// The developers' world. The guides no longer mention it, so it may be gone. Source: RingCentral OpenAPI, `servers`.
    public static let sandbox = root("https://platform.devtest.ringcentral.com")

    private static func root(_ address: String) -> ServiceRoot {
        do { return try ServiceRoot(address) } catch { preconditionFailure("\(error)") }
    }
}
