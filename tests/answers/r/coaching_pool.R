# The sample pool, data/coaching_pool.csv: a logit with errors by seeker, the same within seekers,
# average effects, waiting curves and their test. coaching_pool.csv beside this script holds what
# R 4.2.2, sandwich 3.0-2 and survival 3.5-3 gave. Run in this folder: Rscript coaching_pool.R
library(survival)
library(sandwich)

log <- read.csv("../../../data/coaching_pool.csv", na.strings = "", colClasses = "character")
day <- function(column) as.integer(as.Date(log[[column]]))
as_of <- max(day("asked_on"), day("responded_on"), day("followed_up_on"), na.rm = TRUE)
waited <- as_of - day("asked_on")
open <- any(log$outcome == "pending" & waited < 21)
log$counted <- log$outcome != "undelivered" & (!open | waited >= 21)
log$accepted <- log$outcome == "accepted"

found <- data.frame()
put <- function(what, name, estimate, error = NA, low = NA, high = NA) {
  found <<- rbind(found, data.frame(what, name, estimate, error, low, high))
}

terms <- c("meeting_format", "said_informational", "offered_phone", "relationship")
used <- log[log$counted, c("accepted", "seeker", terms)]
used <- used[complete.cases(used), ]
for (term in terms) used[[term]] <- factor(used[[term]])
used$meeting_format <- relevel(used$meeting_format, "lunch")
used$relationship <- relevel(used$relationship, "stranger")
model <- accepted ~ meeting_format + said_informational + offered_phone + relationship
tight <- glm.control(epsilon = 1e-14, maxit = 50)
fit <- glm(model, binomial, used, control = tight)
V <- vcovCL(fit, cluster = used$seeker, type = "HC1")
put("logit", names(coef(fit)), coef(fit), sqrt(diag(V)))

X <- model.matrix(fit)
effect <- function(term, level) {
  one <- used; one[[term]][] <- level
  none <- used; none[[term]][] <- levels(used[[term]])[1]
  X1 <- model.matrix(delete.response(terms(fit)), one)
  X0 <- model.matrix(delete.response(terms(fit)), none)
  p1 <- plogis(drop(X1 %*% coef(fit)))
  p0 <- plogis(drop(X0 %*% coef(fit)))
  slope <- colMeans(X1 * p1 * (1 - p1) - X0 * p0 * (1 - p0))
  put("average effect", paste0(term, level), mean(p1 - p0), sqrt(drop(slope %*% V %*% slope)))
}
effect("meeting_format", "coffee")
effect("offered_phone", "yes")

within <- clogit(update(model, . ~ . + strata(seeker)), used, method = "exact", eps = 1e-12, toler.chol = 1e-14)
put("within seekers", names(coef(within)), coef(within), sqrt(diag(vcov(within))))

here <- log[log$outcome != "undelivered", ]
asked <- as.integer(as.Date(here$asked_on))
answered <- here$outcome %in% c("accepted", "declined")
responded <- as.integer(as.Date(here$responded_on))
dated <- !answered | !is.na(responded)
days <- ifelse(answered, responded, as_of)[dated] - asked[dated]
event <- factor(ifelse(answered, here$outcome, "none")[dated], c("none", "accepted", "declined"))
at <- c(3, 7, 21)
any_answer <- summary(survfit(Surv(days, event != "none") ~ 1, conf.type = "log"), times = at)
put("answered by day", at, 1 - any_answer$surv, any_answer$std.err,
    1 - any_answer$upper, 1 - any_answer$lower)
by_kind <- summary(survfit(Surv(days, event) ~ 1, conf.type = "log"), times = at)
which <- match("accepted", by_kind$states)
put("accepted by day", at, by_kind$pstate[, which], by_kind$std.err[, which],
    by_kind$lower[, which], by_kind$upper[, which])
test <- survdiff(Surv(days, event == "accepted") ~ here$offered_phone[dated])
put("log-rank", "offered_phone", test$chisq)

write.csv(format(found, digits = 17, trim = TRUE), "coaching_pool.csv",
          row.names = FALSE, quote = FALSE)
