# Rates and differences among seekers, and waiting curves: what R makes of among.csv and waits.csv.
# R 4.2.2, sandwich 3.0, survival 3.4; run in this folder: Rscript among.R
suppressMessages({library(sandwich); library(survival)})
d <- read.csv("among.csv")
out <- data.frame(what = character(), value = character())
keep <- function(what, value) out[nrow(out) + 1, ] <<- list(what, format(value, digits = 17))
for (side in c("yes", "no")) {
  part <- d[d$side == side, ]
  # the bias-reduced variance divides e_g by sqrt(1 - n_g/n); cadjust undoes a factor (G - 1)/G
  fit <- lm(accepted ~ 1, part)
  keep(paste("variance", side), vcovCL(fit, cluster = part$seeker, type = "HC2"))
}
fit <- lm(accepted ~ 0 + side, d)
v <- vcovCL(fit, cluster = d$seeker, type = "HC2")
keep("variance of difference", v[1, 1] + v[2, 2] - 2 * v[1, 2])
keep("covariance", v[1, 2])
w <- read.csv("waits.csv")
w$event <- factor(w$cause, 0:2, c("censored", "accepted", "declined"))
days <- c(0, 3, 7, 14, 30)
any <- summary(survfit(Surv(days, cause > 0) ~ 1, w, cluster = seeker), times = days)
for (i in seq_along(days)) keep(paste("any error", days[i]), any$std.err[i])
# for more causes than one survfit takes no notice of `cluster`, but tells each row's influence
both <- survfit(Surv(days, event) ~ 1, w, id = seq_len(nrow(w)), influence = TRUE)
moved <- both$influence.pstate
at <- findInterval(days, both$time) + dim(moved)[2] - length(both$time)
for (i in seq_along(days)) for (k in 1:2)
  keep(paste(c("accepted", "declined")[k], "error", days[i]),
       sqrt(sum(rowsum(moved[, at[i], k + 1], w$seeker)^2)))
write.csv(out, "among_r.csv", row.names = FALSE, quote = FALSE)
