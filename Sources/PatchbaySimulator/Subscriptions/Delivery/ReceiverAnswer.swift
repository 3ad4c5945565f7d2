import PatchbayCore

/// What came back from an address that the cloud sent something to.
enum ReceiverAnswer: Sendable {
    case response(HTTPResponse)
    case timedOut
    case unreachable(String)
}

/// Requests of the cloud's own, whose answers decide over a call: the handshakes of subscriptions.
struct Question: Sendable {
    let requests: [HTTPRequest]
    /// How long each may take.
    let timeout: Duration
    /// The call to go on with.
    let pending: PendingCall
}

/// A call that has passed everything but its handler.
struct PendingCall: Sendable {
    var call: Call
    let route: Route
    let service: any SimulatedService
    let caller: Caller
    let damage: Damage
    let readings: [ThrottleBook.Reading]
    let delay: Duration
}

extension World {
    /// Lets a handler ask addresses of the caller's. The first time this gives `nil`; the call then comes to the handler again, with
    /// the answers.
    func ask(_ requests: [HTTPRequest], within timeout: Duration, for call: Call) -> [ReceiverAnswer]? {
        if let answers = call.answers { return answers }
        asked = (requests, timeout)
        return nil
    }
}
