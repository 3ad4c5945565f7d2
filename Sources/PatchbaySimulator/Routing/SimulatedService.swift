import PatchbayCore

/// Who makes a call, after the token was checked.
struct Caller: Hashable, Sendable {
    /// What limits are counted by: tenant and app, or user and app.
    var key: String
    /// The permissions or scopes in the token.
    var permissions: Set<String>
    /// The app's id.
    var app: String
    /// The person, where it is not the app itself that calls.
    var administrator: SimulatedAdministrator?
}

/// A service of the cloud: its address, its rows and its manners. State is kept in the ``World``; a service is a value without any,
/// so adding one is adding a folder and naming it in `World.services`.
protocol SimulatedService: Sendable {
    /// The first word of its operations.
    var name: String { get }
    /// Takes the part of the path away that names the service, if the request is for it; else `nil`.
    func path(of call: Call) -> [String]?
    /// Whether a path is the service's, where everything is served from one origin.
    func ownsPath(_ path: [String]) -> Bool
    var routes: RouteTable { get }
    /// The refusal of an address that no row has.
    func unknownPath(_ call: Call) -> Problem
    /// Checks the token.
    func caller(of call: Call, for route: Route, in world: World) throws(Problem) -> Caller
    /// Checks what the caller may do.
    func authorize(_ caller: Caller, for route: Route) throws(Problem)
    /// A refusal in the service's own shape.
    func response(to problem: Problem, for call: Call, in world: World) -> HTTPResponse
    /// A refusal for too many requests.
    func problem(for refusal: ThrottleBook.Refusal) -> Problem
    /// Header fields that every answer carries, and what it says about limits.
    func finish(_ response: inout HTTPResponse, of call: Call, readings: [ThrottleBook.Reading], in world: World)
}

extension Call {
    /// Whether this is for a service: by its host in the same process, by its path on a machine's own address.
    func isFor(_ hosts: Set<String>, in service: some SimulatedService) -> Bool {
        if hosts.contains(host) { return true }
        guard host == "localhost" || host == "[" || host.hasPrefix("127.") || isPublic else { return false }
        return service.ownsPath(path)
    }
}

extension HTTPResponse {
    /// An answer with a JSON body.
    static func json(_ value: JSONValue, status: Int = 200, type: String = "application/json", fields: HTTPFields = [:])
        -> HTTPResponse
    {
        var response = HTTPResponse(status: status, fields: fields, body: value.data)
        response.fields["Content-Type"] = type
        return response
    }
}
