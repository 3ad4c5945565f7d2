import PatchbayCore

/// `POST /restapi/oauth/wstoken`: a pass to the event socket. Which limit group it belongs to is not published; Auth is assumed, as it
/// gives tokens.
///
/// Source: RingCentral `websockets/subscribing`.
enum EventSocketRoutes {
    /// The scope. Source: openclaw-ringcentral #75.
    static let scope = "WebSocketsSubscription"

    static let all: [Route] = [
        Route(
            .post, "/oauth/wstoken", "ringcentral.socket.token", charges: .one(.ringCentralAuth),
            source: "RingCentral websockets/subscribing",
            handle: { (call, caller, world) throws(Problem) in
                try check(caller)
                let pass = world.eventSocketPass(for: call.bearer ?? "", at: call.now)
                return .ringCentral([
                    "uri": .string(address(call)), "ws_access_token": .string(pass),
                    "expires_in": .integer(Int64(EventSocketsState.passLifetime)),
                ])
            })
    ]

    static func check(_ caller: Caller) throws(Problem) {
        guard caller.permissions.contains(scope) else {
            throw Problem(403, "SUB-528", "WebSocket subscriptions need the [\(scope)] permission of the application")
        }
    }

    private static func address(_ call: Call) -> String {
        call.root.hasPrefix("http://") ? "ws" + call.root.dropFirst(4) + "/ws" : "wss" + call.root.dropFirst(5) + "/ws"
    }
}
