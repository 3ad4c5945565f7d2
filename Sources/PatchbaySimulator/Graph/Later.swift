enum UserDelta { static let routes: [Route] = [] }
enum LicenceRoutes { static let all: [Route] = [] }
enum GroupRoutes { static let all: [Route] = [] }
enum TenantRoutes { static let all: [Route] = [] }
enum MailRoutes { static let all: [Route] = [] }
enum BatchRoutes { static let all: [Route] = [] }
